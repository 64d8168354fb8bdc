"""What the API server warns of when it takes an object: deprecated fields, and values that mean less than they seem to.

Follows kubernetes pkg/registry/*/strategy.go: WarningsOnCreate and WarningsOnUpdate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.object_meta import is_qualified
from app.cluster.warnings.networking import ingress, network_policy, service
from app.cluster.warnings.pod import pod, pod_template
from app.cluster.warnings.storage import claim, claim_spec, storage_class, volume
from app.sim.go_strings import quote
from app.sim.names import is_label

Object = dict[str, Any]
GROUPS = ("", "apps", "batch", "networking.k8s.io", "storage.k8s.io")
HOSTNAME = "which can result in surprising behavior; a DNS label is recommended"
MOUNTABLE_SECRETS = "kubernetes.io/enforce-mountable-secrets"
INDEXES = (
    "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes "
    "might not be able to track completedIndexes when a big number of indexes fail"
)
MANY_COMPLETIONS, MUCH_PARALLELISM = 100_000, 10_000


def on_create(kind: str, obj: Object) -> list[str]:
    """The warnings that a new object of a built-in kind gets, in order."""
    named = _name(kind, obj) if kind in NAMES else []
    look = ALWAYS.get(kind) or WHEN_CHANGED.get(kind) or ONLY_NEW.get(kind)
    return [*named, *look(obj)] if look else named


def on_update(kind: str, obj: Object, old: Object) -> list[str]:
    """The warnings of a changed object: of most workloads only when a new generation began."""
    if kind in ALWAYS:
        return ALWAYS[kind](obj)
    if kind in WHEN_CHANGED and obj["metadata"].get("generation") != old["metadata"].get("generation"):
        return WHEN_CHANGED[kind](obj)
    return []


def on_finalizers(obj: Object, old: Object | None) -> list[str]:
    """The warnings that finalizers new to a custom object get.

    Follows kubernetes apiextensions-apiserver/pkg/registry/customresource/strategy.go: generateWarningsFromObj.
    """
    before = (old or {"metadata": {}})["metadata"].get("finalizers") or ()
    added = sorted(set(obj["metadata"].get("finalizers") or ()) - set(before))
    advice = (
        "prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other "
        "finalizer writers"
    )
    return [f"metadata.finalizers: {quote(name)}: {advice}" for name in added if not is_qualified(name)]


def _name(kind: str, obj: Object) -> list[str]:
    problems = is_label(obj["metadata"].get("name") or "")
    if not problems:
        return []
    where = "the Pod's hostname" if kind == "Pod" else "Pod names and hostnames"
    return [f"metadata.name: this is used in {where}, {HOSTNAME}: [{' '.join(problems)}]"]


def _workload(obj: Object) -> list[str]:
    return pod_template("spec.template", (obj.get("spec") or {}).get("template") or {})


def _stateful_set(obj: Object) -> list[str]:
    spec = obj.get("spec") or {}
    found = _workload(obj)
    for index, each in enumerate(spec.get("volumeClaimTemplates") or []):
        found += claim_spec(f"spec.volumeClaimTemplates[{index}]", each.get("spec") or {})
    if (spec.get("revisionHistoryLimit") or 0) < 0:
        found.append(
            "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"
        )
    return found


def _job_spec(path: str, spec: Object) -> list[str]:
    found = []
    many = (spec.get("completions") or 0) > MANY_COMPLETIONS and (spec.get("parallelism") or 0) > MUCH_PARALLELISM
    if many and spec.get("completionMode") == "Indexed":
        found.append(f"{path}: {INDEXES}")
    return [*found, *pod_template(f"{path}.template", spec.get("template") or {})]


def _job(obj: Object) -> list[str]:
    return _job_spec("spec", obj.get("spec") or {})


def _cron_job(obj: Object) -> list[str]:
    job = (obj.get("spec") or {}).get("jobTemplate") or {}
    return _job_spec("spec.jobTemplate.spec", job.get("spec") or {})


def _service_account(obj: Object) -> list[str]:
    if MOUNTABLE_SECRETS not in (obj["metadata"].get("annotations") or {}):
        return []
    return [
        f"metadata.annotations[{MOUNTABLE_SECRETS}]: deprecated in v1.32+; prefer separate namespaces to isolate "
        "access to mounted secrets"
    ]


def _pod_template(obj: Object) -> list[str]:
    return pod_template("template", obj.get("template") or {})


Look = Callable[[Object], list[str]]
NAMES = ("Pod", "ReplicationController", "ReplicaSet", "Deployment", "Job", "CronJob")
ONLY_NEW: dict[str, Look] = {"Pod": pod, "Ingress": ingress}
WHEN_CHANGED: dict[str, Look] = {
    **dict.fromkeys(("ReplicationController", "ReplicaSet", "Deployment", "DaemonSet"), _workload),
    "StatefulSet": _stateful_set,
    "Job": _job,
    "CronJob": _cron_job,
}
ALWAYS: dict[str, Look] = {
    "Service": service,
    "NetworkPolicy": network_policy,
    "PersistentVolume": volume,
    "PersistentVolumeClaim": claim,
    "StorageClass": storage_class,
    "ServiceAccount": _service_account,
    "PodTemplate": _pod_template,
}
