"""`kubectl set selector`."""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pod_specs import update_objects
from app.kubectl.resources import Info
from app.kubectl.selectors import Requirement, parse_selector

SHORT = "Change the selector of a service"

_SET_BASED = re.compile(r"\sin\s*\(")
OPERATORS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}


async def run(call: Call) -> None:
    """Change it in each service meant."""
    if not call.args:
        raise KubectlError("one selector is required")
    resources, text = call.args[:-1], call.args[-1]
    try:
        requirements = parse_selector(text)
    except ValueError as wrong:
        raise KubectlError(str(wrong)) from None
    expressions = " ".join(_expression(each) for each in requirements if each.op != "in" or _SET_BASED.search(text))
    labels = {each.key: each.values[0] for each in requirements if each.op == "in"}

    async def change(info: Info, obj: dict[str, Any]) -> None:
        if info.mapping.kind != "Service":
            raise KubectlError("setting a selector is only supported for Services")
        if expressions:
            raise KubectlError(f"match expression [{expressions}] not supported on this object")
        obj["spec"] = {**(obj.get("spec") or {}), "selector": labels}
        if version := call.flags.text("resource-version"):
            obj["metadata"]["resourceVersion"] = version

    await update_objects(call, resources, change, "selector updated", strict=False)


def _expression(each: Requirement) -> str:
    """A requirement as Go prints it: `{a In [b]}`."""
    return "{" + f"{each.key} {OPERATORS[each.op]} [{' '.join(each.values)}]" + "}"
