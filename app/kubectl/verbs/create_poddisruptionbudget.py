"""`kubectl create poddisruptionbudget`."""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.errors import KubectlError
from app.kubectl.selectors import label_selector

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
    try:
        spec["selector"] = label_selector(selector)
    except ValueError as wrong:
        raise KubectlError(str(wrong)) from None
    status = dict.fromkeys(("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"), 0)
    obj = {
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(call, name), "spec": spec,
        "status": status,
    }  # fmt: skip
    await create(call, obj, failure="failed to create poddisruptionbudgets: ")
