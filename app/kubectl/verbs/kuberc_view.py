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
    preference = kuberc.read(call.machine, path)
    if preference is None:
        await call.say(f"kuberc file not found at {path}")
        await call.write("Would you like to generate a default kuberc file with recommended options? (y/N): ")
        async for chunk in call.machine.stdin:
            if chunk.strip().lower() in (b"y", b"yes"):
                kuberc.write(call.machine, path, kuberc.empty())
            break
        return
    printer = object_printer(call, ordered=True)
    if printer is None:
        raise KubectlError('unable to match a printer suitable for the output format "name"')
    shown: dict[str, Any] = {"kind": "Preference", "apiVersion": kuberc.VERSION, **preference}
    ordered: dict[str, Any] = {key: shown[key] for key in ("kind", "apiVersion", "defaults", "aliases") if key in shown}
    await emit(call, printer, {**ordered, **shown})
