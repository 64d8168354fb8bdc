"""`kubectl config set-credentials`."""

from __future__ import annotations

import base64
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.help import help_of
from app.kubectl.kubeconfig_files import merged, put, unexpected
from app.sim.go_strings import quote

Entry = dict[str, Any]
MODES = ("IfAvailable", "Never", "Always")
SHORT = "Create or change a user's credentials"


async def run(call: Call) -> None:
    """Write what the flags say into the user."""
    if len(call.args) != 1:
        raise KubectlError(str(await unexpected(call)).replace("Unexpected", "unexpected", 1))
    name, flags = call.args[0], call.flags
    if not name:
        raise KubectlError("you must specify a non-empty user name")
    if flags.on("embed-certs") and not (flags.text("client-certificate") or flags.text("client-key")):
        raise KubectlError("you must specify a --client-certificate or --client-key to embed")
    if flags.text("token") and (flags.text("username") or flags.text("password")):
        raise KubectlError("you cannot specify more than one authentication method at the same time: --token, --username/--password")  # fmt: skip # noqa: E501
    if flags.text("exec-interactive-mode") not in ("", *MODES):
        raise KubectlError(f"invalid interactive mode type, can be only {', '.join(MODES)}")
    arguments = await _pairs(call, "auth-provider-arg")
    variables = await _pairs(call, "exec-env")
    user = dict(merged(call)["users"].get(name, {}))
    for flag in ("client-certificate", "client-key"):
        if flags.changed(flag):
            _file(call, user, flag)
    if flags.changed("token"):
        user["token"] = flags.text("token")
        if user["token"]:
            user.pop("username", None)
            user.pop("password", None)
    for flag in ("username", "password"):
        if flags.changed(flag):
            user[flag] = flags.text(flag)
            user.pop("token", None)
    if flags.changed("auth-provider") or user.get("auth-provider"):
        user["auth-provider"] = _provider(call, user.get("auth-provider"), *arguments)
    if flags.changed("exec-command") or user.get("exec"):
        user["exec"] = _exec(call, user.get("exec"), *variables)
    put(call, "users", name, user)
    await call.say(f"User {quote(name)} set.")


def _file(call: Call, user: dict[str, object], flag: str) -> None:
    path = call.flags.text(flag)
    if not call.flags.on("embed-certs"):
        user[flag] = path if path.startswith("/") else f"{call.machine.cwd}/{path}"
        user.pop(f"{flag}-data", None)
        return
    try:
        user[f"{flag}-data"] = base64.b64encode(call.machine.read_file(path)).decode()
    except OSError as wrong:
        reason = (wrong.strerror or "").lower()
        raise KubectlError(f"could not stat {flag} file {path}: stat {path}: {reason}") from None
    user.pop(flag, None)


async def _pairs(call: Call, flag: str) -> tuple[dict[str, str], list[str]]:
    """What the `key=value` words of a flag set and its `key-` words remove; help and KubectlError for other words."""
    found: dict[str, str] = {}
    removed: list[str] = []
    for word in call.flags.words(flag):
        key, equals, value = word.partition("=")
        if equals and key:
            found[key] = value
        elif word.endswith("-") and "=" not in word:
            removed.append(word[:-1])
        else:
            await call.write(help_of(call.tree, call.command))
            raise KubectlError(f"invalid {flag} format: {word}")
    return found, removed


def _provider(call: Call, old: Entry | None, options: dict[str, str], removed: list[str]) -> Entry:
    """The provider of before, or a new one when it has another name, with its changed options."""
    name = call.flags.text("auth-provider") if call.flags.changed("auth-provider") else (old or {}).get("name")
    known = (old or {}).get("config") or {} if old and old.get("name") == name else {}
    kept = {key: value for key, value in known.items() if key not in removed}
    return {"config": dict(sorted({**kept, **options}.items())) or None, "name": name}


def _exec(call: Call, old: Entry | None, variables: dict[str, str], removed: list[str]) -> Entry:
    """The credential plugin of before with what the flags change; another command starts without arguments."""
    flags = call.flags
    blank: Entry = {"command": "", "args": None, "env": None, "provideClusterInfo": False}
    found = {**blank, **(old or {})}
    if flags.changed("exec-command"):
        found |= {"command": flags.text("exec-command"), "args": None}
    named = (("exec-api-version", "apiVersion"), ("exec-interactive-mode", "interactiveMode"))
    found |= {key: flags.text(flag) for flag, key in named if flags.changed(flag)}
    if flags.changed("exec-provide-cluster-info"):
        found["provideClusterInfo"] = flags.on("exec-provide-cluster-info")
    if flags.words("exec-arg"):
        found["args"] = flags.words("exec-arg")
    env = [
        {**each, "value": variables.get(each["name"], each.get("value", ""))}
        for each in found["env"] or []
        if each["name"] not in removed
    ]
    known = {each["name"] for each in env}
    found["env"] = [*env, *({"name": k, "value": v} for k, v in variables.items() if k not in known)] or None
    return found
