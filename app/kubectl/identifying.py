"""Who we are, where the configuration leaves that to a credential plugin, or to the person who types.

Follows kubernetes client-go/plugin/pkg/client/auth/exec/exec.go, tools/clientcmd/auth_loaders.go.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from app.kubectl.errors import KubectlError
from app.kubectl.kubeconfig import ClientConfig
from app.kubectl.machine import Machine

NOT_FOUND = 127  # the shell's status for a program that is not there
HELP = (
    "\n\nIt looks like you are trying to use a client-go credential plugin that is not installed.\n\n"
    "To learn more about this feature, consult the documentation available at:\n"
    "      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins\n"
)


class PluginError(Exception):
    """A credential plugin that gave no credentials; the text is client-go's."""


async def identified(machine: Machine, config: ClientConfig, *, asks: bool) -> ClientConfig:
    """The configuration with a token, or (if the program `asks`) a name and password.

    PluginError, or KubectlError when nobody types.
    """
    if config.token or config.username or config.certificate or config.scheme != "https":
        return config
    if config.extra.get("exec"):
        return replace(config, token=await _token(machine, config.extra["exec"]))
    if config.extra.get("auth-provider") or not asks:
        return config
    typed = b""
    answers = []
    for what in ("Username", "Password"):
        await machine.stdout.write(f"Please enter {what}: ")
        while b"\n" not in typed:
            chunk = await anext(aiter(machine.stdin), b"")
            if not chunk:
                raise KubectlError("EOF")
            typed += chunk
        line, _, typed = typed.partition(b"\n")
        answers.append(line.decode("utf-8", "replace").strip())
    return replace(config, username=answers[0], password=answers[1])


async def _token(machine: Machine, plugin: dict[str, Any]) -> str:
    command = str(plugin.get("command") or "")
    try:
        status, out, err = await machine.run([command, *map(str, plugin.get("args") or [])])
    except OSError:
        status, out, err = NOT_FOUND, b"", b""
    if status == NOT_FOUND:
        raise PluginError(f"getting credentials: exec: executable {command} not found{HELP}")
    await machine.stderr.write(err)
    if status:
        raise PluginError(f"getting credentials: exec: executable {command} failed with exit code {status}")
    try:
        answer = orjson.loads(out)
        token = str(answer["status"]["token"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise PluginError("getting credentials: exec plugin didn't return a status field") from None
    return token
