"""Pruning: deleting what was applied before and is in the files no more.

Follows kubernetes kubectl/pkg/cmd/apply/prune.go and cmd/util/prune.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.deletion import Deletion, cascade_of, delete
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError
from app.kubectl.klog import Klog
from app.kubectl.last_applied import ANNOTATION
from app.kubectl.printing import Results
from app.kubectl.resources import Info, Query, list_all

NAMESPACED = (
    "/v1/ConfigMap", "/v1/Endpoints", "/v1/PersistentVolumeClaim", "/v1/Pod", "/v1/ReplicationController",
    "/v1/Secret", "/v1/Service", "batch/v1/Job", "batch/v1/CronJob", "networking.k8s.io/v1/Ingress",
    "apps/v1/DaemonSet", "apps/v1/Deployment", "apps/v1/ReplicaSet", "apps/v1/StatefulSet",
)  # fmt: skip
DEPRECATED = (
    "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace "
    "flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in "
    "the --prune-allowlist flag."
)
CLUSTER = ("/v1/Namespace", "/v1/PersistentVolume")


async def allowed_kinds(call: Call) -> list[Mapping]:
    """The resources of `--prune-allowlist`; KubectlError for a word that names none."""
    found = []
    for word in call.flags.words("prune-allowlist"):
        group, version, kind = _entry(word).split("/")
        api_version = f"{group}/{version}".lstrip("/")
        mapping = await call.discovery.for_object(api_version, kind)
        if mapping is None:
            raise KubectlError(f'no matches for kind "{kind}" in version "{api_version}"')
        found.append(mapping)
    return found


async def kinds_to_prune(call: Call) -> list[Mapping]:
    """The resources that pruning looks at: those of `--prune-allowlist`, or the usual ones."""
    return await allowed_kinds(call) or await _usual_kinds(call)


async def _usual_kinds(call: Call) -> list[Mapping]:
    await Klog(call.machine).line("W", "prune.go:71", DEPRECATED)
    found = []
    for entry in (*NAMESPACED, *CLUSTER):
        group, version, kind = entry.split("/")
        mapping = await call.discovery.for_object(f"{group}/{version}".lstrip("/"), kind)
        if mapping is not None:
            found.append(mapping)
    return found


def _entry(word: str) -> str:
    parts = word.split("/")
    if len(parts) != 3:
        raise KubectlError(f"invalid GroupVersionKind format: {word}, please follow <group/version/kind>")
    return "/".join(["" if parts[0] == "core" else parts[0], *parts[1:]])


async def prune(call: Call, kinds: list[Mapping], uids: set[str], namespaces: set[str], dry_run: str) -> None:
    """Delete what carries the annotation and was not among the objects applied now; `kinds` or the usual ones."""
    query = Query(selector=call.flags.text("selector") or None)
    kinds = kinds or await _usual_kinds(call)
    places = [(mapping, namespace) for namespace in sorted(namespaces) for mapping in kinds if mapping.namespaced]
    for mapping, namespace in [*places, *((mapping, "") for mapping in kinds if not mapping.namespaced)]:
        listed = await list_all(call, mapping, namespace, query)
        for item in listed.get("items") or []:
            metadata = item.get("metadata") or {}
            if ANNOTATION in (metadata.get("annotations") or {}) and metadata.get("uid") not in uids:
                await delete_pruned(call, mapping, item, dry_run)


async def delete_pruned(call: Call, mapping: Mapping, item: dict[str, Any], dry_run: str) -> None:
    """Delete one object and say `pruned`."""
    how = Deletion(call.flags.number("grace-period"), cascade_of(call), dry_run, quiet=True)
    metadata = item["metadata"]
    await delete(call, Info(mapping, metadata.get("namespace", ""), metadata["name"]), how)
    await Results(call, dry_run).done(mapping, item, "pruned")
