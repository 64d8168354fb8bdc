"""What the rollout verbs share: the revisions of a workload, and how far its update is.

Follows kubernetes kubectl/pkg/polymorphichelpers: history.go, rollback.go, rollout_status.go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.pods import selector_of
from app.kubectl.resources import Info, Query, list_all
from app.sim.go_strings import quote

REVISION = "deployment.kubernetes.io/revision"
CHANGE_CAUSE = "kubernetes.io/change-cause"
RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
HASH_LABEL = "pod-template-hash"
MISSING = "required resource not specified"
VISITED = ("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "ReplicationController", "StatefulSet")
Object = dict[str, Any]


@dataclass(frozen=True)
class Revision:
    """One revision: its number, why it came about, its pod template, and the object that keeps it."""

    number: int
    cause: str
    template: Object
    source: Object


def require_arguments(call: Call) -> None:
    """Refuse a call that names nothing."""
    if not call.args and not call.flags.words("filename") and not call.option("kustomize", ""):
        raise KubectlError(MISSING)


async def revisions(call: Call, info: Info) -> list[Revision]:
    """The revisions of a deployment, daemon set or stateful set, oldest first."""
    obj, kind = info.object or {}, info.mapping.kind
    try:
        if kind == "Deployment":
            kept = await owned(call, obj, _replica_sets(call), info.namespace)
            found = [await _of_replica_set(each) for each in kept]
        else:
            kept = await owned(call, obj, "controllerrevisions.apps", info.namespace)
            found = [_of_controller_revision(each) for each in kept]
    except StatusError as wrong:
        failed = f"unable to find history controlled by {kind} {info.name}"
        if kind == "Deployment":
            failed = f"failed to retrieve replica sets from deployment {info.name}"
        raise KubectlError(f"{failed}: {wrong}") from None
    return sorted(found, key=lambda revision: revision.number)


def _replica_sets(call: Call) -> str:
    return "replicasets" if call.classic else "replicasets.apps"


async def owned(call: Call, obj: Object, resource: str, namespace: str) -> list[Object]:
    """Objects of a resource that an object's selector finds and that it controls."""
    mapping = await call.resource(resource)
    selector = selector_of(obj, str(obj.get("kind")))
    listed = await list_all(call, mapping, namespace, Query(selector=selector))
    uid = obj["metadata"].get("uid")
    for item in listed.get("items") or []:
        item.setdefault("apiVersion", mapping.api_version)
        item.setdefault("kind", mapping.kind)
    return [
        item
        for item in listed.get("items") or []
        if any(o.get("uid") == uid and o.get("controller") for o in item["metadata"].get("ownerReferences") or [])
    ]


async def _of_replica_set(replica_set: Object) -> Revision:
    annotations = replica_set["metadata"].get("annotations") or {}
    template = replica_set["spec"].get("template") or {}
    return Revision(int(annotations.get(REVISION) or 0), annotations.get(CHANGE_CAUSE, ""), template, replica_set)


def _of_controller_revision(kept: Object) -> Revision:
    annotations = kept["metadata"].get("annotations") or {}
    template = ((kept.get("data") or {}).get("spec") or {}).get("template") or {}
    return Revision(int(kept.get("revision") or 0), annotations.get(CHANGE_CAUSE, ""), template, kept)


def group_kind(info: Info) -> str:
    """`Pod`, `ReplicaSet.apps`."""
    return f"{info.mapping.kind}.{info.mapping.group}" if info.mapping.group else info.mapping.kind


def visited(info: Info, what: str) -> None:
    """Refuse kinds that kubectl's visitor of workloads has no method for."""
    if info.mapping.kind not in VISITED:
        kind = "{" + f"{info.mapping.group} {info.mapping.kind}" + "}"
        raise KubectlError(
            f"error retrieving {what} for {quote(group_kind(info))}, no visitor method exists for {kind}"
        )


def status_of(obj: Object, info: Info, revision: int = 0, *, classic: bool = False) -> tuple[str, bool]:
    """(what to say, whether it is done); KubectlError for what has failed or cannot be followed."""
    viewers = {"Deployment": _deployment, "DaemonSet": _daemon_set, "StatefulSet": _stateful_set}
    kind = info.mapping.kind
    if kind not in viewers:
        raise KubectlError(f"no status viewer has been implemented for {group_kind(info)}")
    text, done = viewers[kind](obj, revision)
    if classic and text.startswith("Waiting for "):
        text = re.sub(r"^Waiting for .* rollout to finish", "Waiting for rollout to finish", text)
    return text, done


def _deployment(obj: Object, revision: int) -> tuple[str, bool]:
    metadata, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
    name = quote(metadata["name"])
    if revision > 0:
        current = int((metadata.get("annotations") or {}).get(REVISION) or 0)
        if current != revision:
            raise KubectlError(f"desired revision ({revision}) is different from the running revision ({current})")
    if int(metadata.get("generation") or 0) > int(status.get("observedGeneration") or 0):
        return "Waiting for deployment spec update to be observed...\n", False
    for condition in status.get("conditions") or []:
        if condition.get("type") == "Progressing" and condition.get("reason") == "ProgressDeadlineExceeded":
            raise KubectlError(f"deployment {name} exceeded its progress deadline")
    updated, total = int(status.get("updatedReplicas") or 0), int(status.get("replicas") or 0)
    available, wanted = int(status.get("availableReplicas") or 0), spec.get("replicas")
    waiting = f"Waiting for deployment {name} rollout to finish: "
    if wanted is not None and updated < int(wanted):
        return f"{waiting}{updated} out of {wanted} new replicas have been updated...\n", False
    if total > updated:
        return f"{waiting}{total - updated} old replicas are pending termination...\n", False
    if available < updated:
        return f"{waiting}{available} of {updated} updated replicas are available...\n", False
    return f"deployment {name} successfully rolled out\n", True


def _daemon_set(obj: Object, _: int) -> tuple[str, bool]:
    metadata, status = obj["metadata"], obj.get("status") or {}
    strategy = ((obj.get("spec") or {}).get("updateStrategy") or {}).get("type")
    if strategy != "RollingUpdate":
        raise KubectlError("rollout status is only available for RollingUpdate strategy type")
    name = quote(metadata["name"])
    if int(metadata.get("generation") or 0) > int(status.get("observedGeneration") or 0):
        return "Waiting for daemon set spec update to be observed...\n", False
    wanted, updated = int(status.get("desiredNumberScheduled") or 0), int(status.get("updatedNumberScheduled") or 0)
    available = int(status.get("numberAvailable") or 0)
    if updated < wanted:
        return (
            f"Waiting for daemon set {name} rollout to finish: {updated} out of {wanted} new pods have been "
            "updated...\n",
            False,
        )
    if available < wanted:
        return (
            f"Waiting for daemon set {name} rollout to finish: {available} of {wanted} updated pods are available...\n",
            False,
        )
    return f"daemon set {name} successfully rolled out\n", True


def _stateful_set(obj: Object, _: int) -> tuple[str, bool]:
    metadata, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") != "RollingUpdate":
        raise KubectlError("rollout status is only available for RollingUpdate strategy type")
    observed = int(status.get("observedGeneration") or 0)
    if observed == 0 or int(metadata.get("generation") or 0) > observed:
        return "Waiting for statefulset spec update to be observed...\n", False
    wanted, updated = spec.get("replicas"), int(status.get("updatedReplicas") or 0)
    ready = int(status.get("readyReplicas") or 0)
    if wanted is not None and ready < int(wanted):
        return f"Waiting for {int(wanted) - ready} pods to be ready...\n", False
    rolling = strategy.get("rollingUpdate") or {}
    if wanted is not None and rolling.get("partition") is not None:
        expected = int(wanted) - int(rolling["partition"])
        if updated < expected:
            return (
                f"Waiting for partitioned roll out to finish: {updated} out of {expected} new pods have been "
                "updated...\n",
                False,
            )
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    if status.get("updateRevision") != status.get("currentRevision"):
        current = status.get("updateRevision", "")
        return (
            f"waiting for statefulset rolling update to complete {updated} pods at revision {current}...\n",
            False,
        )
    current, count = status.get("currentRevision", ""), int(status.get("currentReplicas") or 0)
    return f"statefulset rolling update complete {count} pods at revision {current}...\n", True
