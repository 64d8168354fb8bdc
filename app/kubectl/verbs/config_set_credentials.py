"""`kubectl config set-credentials`."""

from __future__ import annotations

import base64

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.gotext import quote
from app.kubectl.kubeconfig_files import merged, put, unexpected

SHORT = "Create or change a user's credentials"


async def run(call: Call) -> None:
    """Write what the flags say into the user."""
    if len(call.args) != 1:
        raise await unexpected(call)
    name, flags = call.args[0], call.flags
    if flags.text("token") and (flags.text("username") or flags.text("password")):
        raise KubectlError("you cannot specify more than one authentication method at the same time: --token, --username/--password")  # fmt: skip # noqa: E501
    user = dict(merged(call)["users"].get(name, {}))
    for flag in ("client-certificate", "client-key"):
        if flags.changed(flag):
            _file(call, user, flag)
    if flags.changed("token"):
        user["token"] = flags.text("token")
        user.pop("username", None)
        user.pop("password", None)
    for flag in ("username", "password"):
        if flags.changed(flag):
            user[flag] = flags.text(flag)
            user.pop("token", None)
    if flags.changed("exec-command"):
        user["exec"] = _exec(call)
    if flags.changed("auth-provider"):
        options = dict(word.partition("=")[::2] for word in flags.words("auth-provider-arg"))
        user["auth-provider"] = {"name": flags.text("auth-provider"), "config": options}
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


def _exec(call: Call) -> dict[str, object]:
    flags = call.flags
    env = [{"name": pair.partition("=")[0], "value": pair.partition("=")[2]} for pair in flags.words("exec-env")]
    found: dict[str, object] = {"command": flags.text("exec-command"), "args": flags.words("exec-arg") or None}
    found |= {"env": env or None, "apiVersion": flags.text("exec-api-version")}
    if flags.text("exec-interactive-mode"):
        found["interactiveMode"] = flags.text("exec-interactive-mode")
    return {**found, "provideClusterInfo": flags.on("exec-provide-cluster-info")}
