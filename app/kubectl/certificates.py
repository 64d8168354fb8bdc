"""Deciding about certificate signing requests.

Follows kubernetes kubectl/pkg/cmd/certificates/certificates.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.printing import Results
from app.kubectl.resources import Info, Query, select
from app.sim.clock import rfc3339
from app.sim.go_strings import quote

REQUESTS = "certificatesigningrequests.certificates.k8s.io"


async def decide(call: Call, kind: str, reason: str, message: str, operation: str) -> None:
    """Add a condition of a kind (Approved, Denied) to each request meant."""
    files = call.flags.words("filename")
    if not call.args and not files:
        raise KubectlError("one or more CSRs must be specified as <name> or -f <filename>")
    args = [name if "/" in name else f"{REQUESTS}/{name}" for name in call.args]
    query = Query(
        args=args, files=files, kustomize=call.option("kustomize", ""), recursive=call.flags.on("recursive"),
        fetch="latest",
    )  # fmt: skip
    selection = await select(call, query)
    results = Results(call)

    async def act(info: Info) -> None:
        obj = info.object or {}
        status = dict(obj.get("status") or {})
        conditions: list[dict[str, Any]] = list(status.get("conditions") or [])
        opposite = "Denied" if kind == "Approved" else "Approved"
        if any(each.get("type") == opposite for each in conditions):
            raise KubectlError(f"certificate signing request {quote(info.name)} is already {opposite}")
        present = any(each.get("type") == kind for each in conditions)
        if not present or call.flags.on("force"):
            kept = [each for each in conditions if each.get("type") != kind]
            now = rfc3339(call.machine.now())
            added = {
                "type": kind, "status": "True", "reason": reason, "message": message, "lastUpdateTime": now,
                "lastTransitionTime": now,
            }  # fmt: skip
            body = {**obj, "status": {**status, "conditions": [*kept, added]}}
            await call.client.json("PUT", info.path("approval"), body)
        await results.done(info.mapping, obj, operation)  # as it was before

    await selection.visit(act)
