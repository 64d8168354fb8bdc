"""`kubectl kuberc view`."""

from __future__ import annotations

from typing import Any

from app.kubectl import kuberc
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.printing import emit, object_printer

SHORT = "Show the preferences"


async def run(call: Call) -> None:
    """Print the file, or offer to make one."""
    path = kuberc.path_of(call.machine, call.flags.text("kuberc"))
    if not path:
        raise KubectlError("KUBERC is disabled via KUBERC=off environment variable")
    if not call.machine.kind_of(path):
        await _offer(call, path)
        return
    try:
        preference = kuberc.read(call.machine, path) or kuberc.empty()
    except kuberc.PreferenceError as wrong:
        raise KubectlError(f"error reading kuberc file: {wrong}") from None
    if unknown := kuberc.unknown_fields(preference):
        raise KubectlError(f"error reading kuberc file: {unknown}")
    printer = object_printer(call, ordered=True)
    if printer is None:
        await call.say("preference.kubectl.config.k8s.io/<unknown>")
        return
    shown = {key: [_ordered(entry) for entry in preference.get(key) or []] for key in ("defaults", "aliases")}
    await emit(call, printer, {"kind": "Preference", "apiVersion": kuberc.VERSION, **shown, **_policy(preference)})


async def _offer(call: Call, path: str) -> None:
    """Say that there is no file, and offer to make one."""
    if call.flags.text("kuberc") or call.machine.env.get("KUBERC"):
        raise KubectlError(f"kuberc file not found at {path}")
    await call.say(f"kuberc file not found at {path}")
    await call.write("Would you like to generate a default kuberc file with recommended options? (y/N): ")
    async for chunk in call.machine.stdin:
        if chunk.strip().lower() == b"y":
            kuberc.write(call.machine, path, kuberc.empty())
        break


def _ordered(entry: dict[str, Any]) -> dict[str, Any]:
    """A default or alias with its fields in the order of Go's structs."""
    fields: dict[str, Any] = {
        key: entry[key] for key in ("name", "command", "prependArgs", "appendArgs") if key in entry
    }
    options = [{key: each.get(key, "") for key in ("name", "default")} for each in entry.get("options") or []]
    return {**fields, **({"options": options} if options else {})}


def _policy(preference: dict[str, Any]) -> dict[str, Any]:
    return {
        key: preference[key] for key in ("credentialPluginPolicy", "credentialPluginAllowlist") if key in preference
    }
