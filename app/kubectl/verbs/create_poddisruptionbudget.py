"""`kubectl create poddisruptionbudget`."""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.errors import KubectlError
from app.kubectl.gotext import quote
from app.kubectl.selectors import parse_selector

SHORT = "Create a pod disruption budget"
_AMOUNT = re.compile(r"[0-9]+%?")


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    spec: dict[str, Any] = {}
    selector, low, high = (call.flags.text(flag) for flag in ("selector", "min-available", "max-unavailable"))
    if not selector:
        raise KubectlError("a selector must be specified")
    if not low and not high:
        raise KubectlError("one of min-available or max-unavailable must be specified")
    if low and high:
        raise KubectlError("min-available and max-unavailable cannot be both specified")
    for field, flag, value in (("minAvailable", "min-available", low), ("maxUnavailable", "max-unavailable", high)):
        if value:
            if not _AMOUNT.fullmatch(value):
                raise KubectlError(f"invalid format specified for {flag}")
            spec[field] = int(value) if value.isdigit() else value
    spec["selector"] = label_selector(selector)
    status = dict.fromkeys(("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"), 0)
    obj = {
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(call, name), "spec": spec,
        "status": status,
    }  # fmt: skip
    await create(call, obj, failure="failed to create poddisruptionbudgets: ")


def label_selector(text: str) -> dict[str, Any]:
    """A selector as objects hold it: matchLabels, and matchExpressions for what needs them."""
    try:
        requirements = parse_selector(text)
    except ValueError as wrong:
        raise KubectlError(f"couldn't parse the selector string {quote(text)}: {wrong}") from None
    found: dict[str, Any] = {}
    for each in requirements:
        if each.op == "in" and len(each.values) == 1:
            found.setdefault("matchLabels", {})[each.key] = each.values[0]
        else:
            operator = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}[each.op]
            expression: dict[str, Any] = {"key": each.key, "operator": operator}
            if each.values:
                expression["values"] = list(each.values)
            found.setdefault("matchExpressions", []).append(expression)
    return found
