"""`kubectl set selector`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pod_specs import update_objects
from app.kubectl.resources import Info
from app.kubectl.selectors import label_selector

SHORT = "Change the selector of a service"


async def run(call: Call) -> None:
    """Change it in each service meant."""
    if not call.args:
        raise KubectlError("one selector is required")
    resources, text = call.args[:-1], call.args[-1]
    try:
        selector = label_selector(text)
    except ValueError as wrong:
        raise KubectlError(str(wrong)) from None
    expressions = " ".join(map(_expression, selector.get("matchExpressions", ())))

    async def change(info: Info, obj: dict[str, Any]) -> None:
        if info.mapping.kind != "Service":
            raise KubectlError("setting a selector is only supported for Services")
        if expressions:
            raise KubectlError(f"match expression [{expressions}] not supported on this object")
        obj["spec"] = {**(obj.get("spec") or {}), "selector": selector.get("matchLabels", {})}
        if version := call.flags.text("resource-version"):
            obj["metadata"]["resourceVersion"] = version

    await update_objects(call, resources, change, "selector updated", strict=False)


def _expression(each: dict[str, Any]) -> str:
    """A requirement as Go prints it: `{a In [b]}`."""
    return "{" + f"{each['key']} {each['operator']} [{' '.join(each.get('values', ()))}]" + "}"
