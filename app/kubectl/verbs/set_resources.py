"""`kubectl set resources`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pod_specs import ALL_AND_SOME, chosen, pod_spec_of, update_objects
from app.kubectl.quantities import resource_list
from app.kubectl.resources import Info

SHORT = "Change what containers request and may use"


async def run(call: Call) -> None:
    """Change it in each object meant."""
    flags = call.flags

    def validate() -> None:
        if flags.on("all") and flags.text("selector"):
            raise KubectlError(ALL_AND_SOME)
        if not flags.text("limits") and not flags.text("requests"):
            raise KubectlError("you must specify an update to requests or limits (in the form of --requests/--limits)")

    limits, requests = (resource_list(flags.text(name), word="invalid") for name in ("limits", "requests"))

    async def change(info: Info, obj: dict[str, Any]) -> None:
        containers = chosen(pod_spec_of(info, obj), flags.text("containers"))
        if not containers:
            raise KubectlError(f"unable to find container named {flags.text('containers')}")
        for each in containers:
            held = dict(each.get("resources") or {})
            for key, values in (("limits", limits), ("requests", requests)):
                if values:
                    held[key] = {**(held.get(key) or {}), **values}
            each["resources"] = held

    await update_objects(call, list(call.args), change, "resource requirements updated",
                         failure="failed to patch resources update to pod template ", validate=validate)  # fmt: skip
