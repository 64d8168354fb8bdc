"""Pruning: deleting what was applied before and is in the files no more.

Follows kubernetes kubectl/pkg/cmd/apply/prune.go and cmd/util/prune.go.
"""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.deletion import Deletion, cascade_of, delete
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError
from app.kubectl.klog import Klog
from app.kubectl.last_applied import ANNOTATION
from app.kubectl.printing import outcome, short_name
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


async def kinds_to_prune(call: Call) -> list[Mapping]:
    """The resources that pruning looks at: those of `--prune-allowlist`, or the usual ones."""
    given = call.flags.words("prune-allowlist")
    if not given:
        await Klog(call.machine).line("W", "prune.go:71", DEPRECATED)
    entries = [_entry(word) for word in given] if given else [*NAMESPACED, *CLUSTER]
    found = []
    for entry in entries:
        group, version, kind = entry.split("/")
        mapping = await call.discovery.for_object(f"{group}/{version}".lstrip("/"), kind)
        if mapping is not None:
            found.append(mapping)
        elif given:
            where = f"{group}/{version}".lstrip("/")
            problem = f'no matches for kind "{kind}" in version "{where}"'
            raise KubectlError(f"error retrieving RESTMappings to prune: {problem}")
    return found


def check_allowlist(call: Call) -> None:
    """Refuse words of `--prune-allowlist` that name no kind, before anything is applied."""
    for word in call.flags.words("prune-allowlist"):
        _entry(word)


def _entry(word: str) -> str:
    parts = word.split("/")
    if len(parts) != 3:
        raise KubectlError(f"invalid GroupVersionKind format: {word}, please follow <group/version/kind>")
    return "/".join(["" if parts[0] == "core" else parts[0], *parts[1:]])


async def prune(call: Call, uids: set[str], namespaces: set[str], dry_run: str) -> None:
    """Delete what carries the annotation and was not among the objects applied now."""
    how = Deletion(call.flags.number("grace-period"), cascade_of(call), dry_run, quiet=True)
    query = Query(selector=call.flags.text("selector") or None)
    for mapping in await kinds_to_prune(call):
        for namespace in sorted(namespaces) if mapping.namespaced else [""]:
            listed = await list_all(call, mapping, namespace, query)
            for item in listed.get("items") or []:
                metadata = item.get("metadata") or {}
                if ANNOTATION not in (metadata.get("annotations") or {}) or metadata.get("uid") in uids:
                    continue
                info = Info(mapping, metadata.get("namespace", ""), metadata["name"])
                await delete(call, info, how)
                if call.flags.text("output") == "name":
                    await call.say(short_name(call, mapping, info.name))
                else:
                    await call.say(outcome(call, mapping, info.name, "pruned", dry_run))
