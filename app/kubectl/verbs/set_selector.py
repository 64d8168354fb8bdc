"""`kubectl set selector`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pod_specs import update_objects
from app.kubectl.resources import Info, query_of, select
from app.kubectl.selectors import parse_selector

SHORT = "Change the selector of a service"


async def run(call: Call) -> None:
    """Change it in each service meant."""
    if not call.args:
        raise KubectlError("one selector is required")
    resources, text = call.args[:-1], call.args[-1]
    if "=" not in text:
        await select(call, query_of(call, resources, bare_type=False))
    try:
        requirements = parse_selector(text)
    except ValueError as wrong:
        raise KubectlError(str(wrong)) from None
    if "=" not in text or not all(each.op == "in" and len(each.values) == 1 for each in requirements):
        raise KubectlError("a selector is required" if "=" not in text else f"unexpected selector: {text}")
    labels = {each.key: each.values[0] for each in requirements}

    async def change(info: Info, obj: dict[str, Any]) -> None:
        if info.mapping.kind != "Service":
            raise KubectlError("setting a selector is only supported for Services")
        obj["spec"] = {**(obj.get("spec") or {}), "selector": labels}
        if version := call.flags.text("resource-version"):
            obj["metadata"]["resourceVersion"] = version

    await update_objects(call, resources, change, "selector updated")
