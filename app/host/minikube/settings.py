"""`minikube config`, `version`, `update-context`, `completion`, `update-check`, `options`.

Follows minikube cmd/minikube/cmd/{version,update-context,completion}.go and config/{set,get,unset,view}.go.
"""

from __future__ import annotations

import json

from app.host.minikube import profile
from app.host.minikube.call import Call
from app.host.minikube.styles import leave, say
from app.kubectl.flags import Flag

TEXTS = ("driver", "container-runtime", "kubernetes-version", "profile", "cpus", "memory")
VERSION_FLAGS = (
    Flag("short", "bool", "false", help="Print just the version number."),
    Flag("output", "string", "", "o", help="One of 'yaml' or 'json'."),
)
APPLIED = "These changes will take effect upon a minikube delete and then a minikube start"


def _write(call: Call, settings: dict[str, object]) -> None:
    text = json.dumps(settings, indent=4, sort_keys=True)
    call.run.host.write_file(f"{call.folder}/config/config.json", text)


async def set_value(call: Call) -> int:
    """`config set NAME VALUE`."""
    if len(call.args) < 2:
        raise await call.usage(f"not enough arguments ({len(call.args)}).\nusage: minikube config set PROPERTY_NAME "
                               "PROPERTY_VALUE")  # fmt: skip
    if len(call.args) > 2:
        raise await call.usage(f"toom any arguments ({len(call.args)})\nusage: minikube config set PROPERTY_NAME "
                               "PROPERTY_VALUE")  # fmt: skip
    name, value = call.args
    await _known(call, "set", name)
    _write(call, {**call.settings, name: value})
    if name in ("driver", "cpus", "memory", "container-runtime"):
        await call.warn(APPLIED)
    return 0


async def _known(call: Call, verb: str, name: str) -> None:
    if name not in TEXTS:
        text = f'{verb} failed: find settings for "{name}" value of "{name}": property name "{name}" not found'
        raise await leave(call.run, "MK_CONFIG_SET" if verb == "set" else "MK_CONFIG_GET", text, 14)


async def get_value(call: Call) -> int:
    """`config get NAME`."""
    if len(call.args) != 1:
        raise await call.usage("usage: minikube config get PROPERTY_NAME")
    await _known(call, "get", call.args[0])
    if call.args[0] not in call.settings:
        text = "specified key could not be found in config"
        await call.run.stderr.write(f"Error: {text}\n")
        return 14
    await call.run.stdout.write(f"{call.settings[call.args[0]]}\n")
    return 0


async def unset_value(call: Call) -> int:
    """`config unset NAME`."""
    if len(call.args) != 1:
        raise await call.usage("usage: minikube config unset PROPERTY_NAME")
    await _known(call, "set", call.args[0])
    _write(call, {key: value for key, value in call.settings.items() if key != call.args[0]})
    return 0


async def view(call: Call) -> int:
    """`config view`."""
    rows = sorted(call.settings.items())
    await call.run.stdout.write("".join(f"- {name}: {value}\n" for name, value in rows))
    return 0


async def version(call: Call) -> int:
    """`minikube version`."""
    output = call.values.text("output")
    data = {"commit": profile.COMMIT, "minikubeVersion": profile.VERSION}
    if output == "json":
        text = json.dumps(data, separators=(",", ":"))
    elif output == "yaml":
        text = "".join(f"{key}: {value}\n" for key, value in data.items()).rstrip("\n")
    elif output:
        raise await call.usage("error: --output must be 'yaml' or 'json'")
    elif call.values.on("short"):
        text = profile.VERSION
    else:
        text = f"minikube version: {profile.VERSION}\ncommit: {profile.COMMIT}"
    await call.run.stdout.write(f"{text}\n")
    return 0


async def update_check(call: Call) -> int:
    """`minikube update-check`."""
    text = f"CurrentVersion: {profile.VERSION}\nLatestVersion: {profile.VERSION}\n"
    await call.run.stdout.write(text)
    return 0


async def update_context(call: Call) -> int:
    """`minikube update-context`."""
    run, found = call.run, await call.running()
    address, port = call.cluster.server()
    known = profile.endpoint(run.host, run.env, found.name)
    if known == f"https://{address}:{port}":
        await say(run, "meh", f'No changes required for the "{found.name}" context')
    else:
        profile.write_credentials(run.host, call.folder, found.name, call.cluster)
        text = f'"{found.name}" context has been updated to point to {address}:{port}'
        await say(run, "celebrate", text)
    profile.configure(run.host, run.env, found.name, (address, port), use=True)
    await say(run, "ready", f'Current context is "{found.name}"')
    return 0


async def completion(call: Call) -> int:
    """`minikube completion bash`: the words of the first place."""
    from app.host.minikube.program import COMMANDS  # noqa: PLC0415 - it knows them all, this one too

    if len(call.args) != 1:
        raise await call.usage("Usage: minikube completion SHELL")
    if call.args[0] not in ("bash", "zsh", "fish", "powershell"):
        raise await call.usage(f"Sorry, completion support is not yet implemented for {call.args[0]!r}")
    if call.args[0] != "bash":
        raise await call.usage(f"completion for {call.args[0]} is not simulated: this machine has bash")
    words = " ".join(sorted({path[0] for path in COMMANDS}))
    await call.run.stdout.write(f'# bash completion for minikube\ncomplete -W "{words}" minikube\n')
    return 0
