"""`kubectl rollout undo`."""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.last_applied import ANNOTATION
from app.kubectl.pod_template_text import template_text
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select
from app.kubectl.rollouts import HASH_LABEL, REVISION, Revision, group_kind, require_arguments, revisions, visited
from app.sim.go_strings import quote

SHORT = "Go back to an earlier revision"
APPLIED = (
    "Warning: resource {} was previously managed with 'kubectl apply'. Rolling back will not update the "
    f"{ANNOTATION} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider "
    "using 'kubectl apply' with your previous configuration file instead."
)
KINDS = ("Deployment", "DaemonSet", "StatefulSet")
SKIPPED = ("kubectl.kubernetes.io/last-applied-configuration", REVISION, "deployment.kubernetes.io/revision-history",
           "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas",
           "deprecated.deployment.rollback.revision")  # fmt: skip


async def run(call: Call) -> None:
    """Undo the latest update of each object meant."""
    number = call.flags.number("to-revision")
    dry_run = await call.dry_run()
    results = Results(call, dry_run, anew=True)
    require_arguments(call)
    selection = await select(call, query_of(call, fetch="latest"))

    async def act(info: Info) -> None:
        if info.mapping.kind not in KINDS:
            visited(info, "rollbacker")
            raise KubectlError(f"no rollbacker has been implemented for {quote(group_kind(info))}")
        if not call.classic and ANNOTATION in ((info.object or {}).get("metadata") or {}).get("annotations", {}):
            await call.complain(APPLIED.format(f"{info.mapping.resource}/{info.name}"))
        outcome = await (_deployment if info.mapping.kind == "Deployment" else _other)(call, info, number, dry_run)
        await results.done(info.mapping, info.object or {}, outcome)

    await selection.visit(act)


def _chosen(found: list[Revision], number: int, current: Revision | None) -> Revision:
    if number:
        for each in found:
            if each.number == number:
                return each
        raise KubectlError(f"unable to find specified revision {number} in history")
    earlier = [each for each in found if current is None or each.number < current.number]
    if not earlier:
        raise KubectlError("no last revision to roll back to")
    return earlier[-1]


def _template(revision: Revision) -> dict[str, Any]:
    """The revision's pod template without the hash that its replica set carries."""
    template = dict(revision.template)
    metadata = dict(template.get("metadata") or {})
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH_LABEL}
    template["metadata"] = {**metadata, "labels": labels}
    return template


async def _deployment(call: Call, info: Info, number: int, dry_run: str) -> str:
    obj = info.object or {}
    found = await revisions(call, info)
    if not number and len(found) < 2:
        raise KubectlError(f"no rollout history found for deployment {quote(info.name)}")
    current = found[-1] if found else None
    chosen = _chosen(found, number, current)
    template = _template(chosen)
    if dry_run == "client":
        return template_text(chosen.template)
    if (obj.get("spec") or {}).get("paused"):
        raise KubectlError(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
        )
    if template == (obj.get("spec") or {}).get("template"):
        return f"skipped rollback (current template already matches revision {number})"
    annotations = {key: value for key, value in (obj["metadata"].get("annotations") or {}).items() if key in SKIPPED}
    for key, value in (chosen.source["metadata"].get("annotations") or {}).items():
        if key not in SKIPPED:
            annotations[key] = value
    patch = [
        {"op": "replace", "path": "/spec/template", "value": template},
        {"op": "replace", "path": "/metadata/annotations", "value": annotations},
    ]
    await _send(call, info, orjson.dumps(patch), "application/json-patch+json", dry_run)
    return "rolled back"


async def _other(call: Call, info: Info, number: int, dry_run: str) -> str:
    found = await revisions(call, info)
    if not found:
        raise KubectlError("no last revision to roll back to")
    current = found[-1]
    if not number and len(found) < 2:
        raise KubectlError("no last revision to roll back to")
    chosen = _chosen(found, number, current)
    if dry_run == "client":
        return f"will roll back to {template_text(chosen.template)}"
    if chosen.template == (current.template if chosen is not current else None):
        return f"skipped rollback (current template already matches revision {number})"
    if chosen is current:
        return f"skipped rollback (current template already matches revision {number})"
    body = orjson.dumps(chosen.source.get("data") or {})
    await _send(call, info, body, "application/strategic-merge-patch+json", dry_run)
    return "rolled back"


async def _send(call: Call, info: Info, patch: bytes, content_type: str, dry_run: str) -> None:
    query = [("fieldManager", "kubectl-rollout"), *([("dryRun", "All")] if dry_run == "server" else [])]
    await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type)
