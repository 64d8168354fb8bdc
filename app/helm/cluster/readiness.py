"""Whether an object has become what it says: Current, InProgress, Failed, Terminating, NotFound.

Follows sigs.k8s.io/cli-utils pkg/kstatus/status/{status,core}.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Object = dict[str, Any]
Status = tuple[str, str]
CURRENT, IN_PROGRESS, FAILED = "Current", "InProgress", "Failed"
TERMINATING, NOT_FOUND, UNKNOWN = "Terminating", "NotFound", "Unknown"


def status_of(obj: Object | None) -> Status:
    """(status, message) of an object."""
    if obj is None:
        return NOT_FOUND, "Resource not found"
    metadata = obj.get("metadata") or {}
    if metadata.get("deletionTimestamp"):
        return TERMINATING, "Resource scheduled for deletion"
    status = obj.get("status") or {}
    observed = status.get("observedGeneration")
    generation = metadata.get("generation", 0)
    if observed is not None and observed != generation:
        return (
            IN_PROGRESS,
            f"{obj.get('kind')} generation is {generation}, but latest observed generation is {observed}",
        )
    check = _CHECKS.get((obj.get("apiVersion", "").rpartition("/")[0], obj.get("kind", "")))
    return check(obj) if check else _generic(obj)


def _condition(obj: Object, name: str) -> Object:
    conditions = (obj.get("status") or {}).get("conditions") or []
    return next((condition for condition in conditions if condition.get("type") == name), {})


def _generic(obj: Object) -> Status:
    for name, result in (("Reconciling", IN_PROGRESS), ("Stalled", FAILED)):
        condition = _condition(obj, name)
        if condition.get("status") == "True":
            return result, str(condition.get("message", ""))
    ready = _condition(obj, "Ready")
    if ready and ready.get("status") != "True":
        return IN_PROGRESS, str(ready.get("message", ""))
    return CURRENT, "Resource is current"


def _counts(obj: Object) -> Callable[[str], int]:
    status = obj.get("status") or {}
    return lambda name: int(status.get(name) or 0)


def _deployment(obj: Object) -> Status:
    wanted = int((obj.get("spec") or {}).get("replicas", 1))
    count = _counts(obj)
    progressing = _condition(obj, "Progressing")
    if progressing.get("reason") == "ProgressDeadlineExceeded":
        return FAILED, "Progress deadline exceeded"
    if count("replicas") < wanted:
        return IN_PROGRESS, f"Replicas: {count('replicas')}/{wanted}"
    if count("updatedReplicas") < wanted:
        return IN_PROGRESS, f"Updated: {count('updatedReplicas')}/{wanted}"
    if count("replicas") > wanted:
        return IN_PROGRESS, f"Pending termination: {count('replicas') - wanted}"
    if count("availableReplicas") < count("updatedReplicas"):
        return IN_PROGRESS, f"Available: {count('availableReplicas')}/{count('updatedReplicas')}"
    if count("readyReplicas") < wanted:
        return IN_PROGRESS, f"Ready: {count('readyReplicas')}/{wanted}"
    has_deadline = (obj.get("spec") or {}).get("progressDeadlineSeconds", 2**31 - 1) != 2**31 - 1
    if has_deadline and progressing.get("reason") != "NewReplicaSetAvailable":
        return IN_PROGRESS, "ReplicaSet not Available"
    if _condition(obj, "Available").get("status") != "True":
        return IN_PROGRESS, "Deployment not Available"
    return CURRENT, f"Deployment is available. Replicas: {count('replicas')}"


def _replica_set(obj: Object) -> Status:
    if _condition(obj, "ReplicaFailure").get("status") == "True":
        return IN_PROGRESS, "Replica Failure condition. Check Pods"
    wanted = int((obj.get("spec") or {}).get("replicas", 1))
    count = _counts(obj)
    for name, field in (("Labelled", "fullyLabeledReplicas"), ("Available", "availableReplicas"),
                        ("Ready", "readyReplicas")):  # fmt: skip
        if count(field) < wanted:
            return IN_PROGRESS, f"{name}: {count(field)}/{wanted}"
    if count("replicas") > wanted:
        return IN_PROGRESS, f"Pending termination: {count('replicas') - wanted}"
    return CURRENT, f"ReplicaSet is available. Replicas: {count('replicas')}"


def _stateful_set(obj: Object) -> Status:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    if ((spec.get("updateStrategy") or {}).get("type")) == "OnDelete":
        return CURRENT, "StatefulSet is using the ondelete update strategy"
    wanted = int(spec.get("replicas", 1))
    count = _counts(obj)
    for name, field in (("Replicas", "replicas"), ("Ready", "readyReplicas")):
        if count(field) < wanted:
            return IN_PROGRESS, f"{name}: {count(field)}/{wanted}"
    if count("replicas") > wanted:
        return IN_PROGRESS, f"Pending termination: {count('replicas') - wanted}"
    partition = ((spec.get("updateStrategy") or {}).get("rollingUpdate") or {}).get("partition")
    if partition is not None:
        if count("updatedReplicas") < wanted - int(partition):
            return IN_PROGRESS, f"updated: {count('updatedReplicas')}/{wanted - int(partition)}"
        return CURRENT, f"Partition rollout complete. updated: {count('updatedReplicas')}"
    if count("currentReplicas") < wanted:
        return IN_PROGRESS, f"current: {count('currentReplicas')}/{wanted}"
    if status.get("currentRevision") != status.get("updateRevision"):
        return IN_PROGRESS, "Waiting for updated revision to match current"
    return CURRENT, f"All replicas scheduled as expected. Replicas: {count('replicas')}"


def _daemon_set(obj: Object) -> Status:
    if (obj.get("status") or {}).get("observedGeneration") is None:
        return IN_PROGRESS, "DaemonSet status.observedGeneration not found"
    if (obj.get("status") or {}).get("desiredNumberScheduled") is None:
        return IN_PROGRESS, "Missing .status.desiredNumberScheduled"
    count = _counts(obj)
    wanted = count("desiredNumberScheduled")
    for name, field in (("Current", "currentNumberScheduled"), ("Updated", "updatedNumberScheduled"),
                        ("Available", "numberAvailable"), ("Ready", "numberReady")):  # fmt: skip
        if count(field) < wanted:
            return IN_PROGRESS, f"{name}: {count(field)}/{wanted}"
    return CURRENT, f"All replicas scheduled as expected. Replicas: {wanted}"


def _claim(obj: Object) -> Status:
    phase = (obj.get("status") or {}).get("phase")
    return (
        (CURRENT, "PVC is Bound")
        if phase == "Bound"
        else (IN_PROGRESS, f"PVC is not Bound. phase: {phase or 'unknown'}")
    )


def _service(obj: Object) -> Status:
    spec = obj.get("spec") or {}
    if spec.get("type") == "LoadBalancer" and not spec.get("clusterIP"):
        return IN_PROGRESS, "ClusterIP not set. Service type: LoadBalancer"
    return CURRENT, "Service is ready"


def _pod(obj: Object) -> Status:
    status = obj.get("status") or {}
    match status.get("phase", ""):
        case "Succeeded":
            return CURRENT, "Pod has completed successfully"
        case "Failed":
            return CURRENT, "Pod has completed, but not successfully"
        case "Running":
            if _condition(obj, "Ready").get("status") == "True":
                return CURRENT, "Pod is Ready"
            if any(_crashing(c) for c in status.get("containerStatuses") or []):
                names = [c["name"] for c in status.get("containerStatuses") or [] if _crashing(c)]
                return FAILED, f"Containers in CrashLoop state: {','.join(names)}"
            return IN_PROGRESS, "Pod is running but is not Ready"
        case "Pending":
            scheduled = _condition(obj, "PodScheduled")
            if scheduled.get("status") == "False" and scheduled.get("reason") == "Unschedulable":
                return FAILED, "Pod could not be scheduled"
            return IN_PROGRESS, "Pod is in the Pending phase"
    return IN_PROGRESS, "Pod phase not available"


def _crashing(container: Object) -> bool:
    return ((container.get("state") or {}).get("waiting") or {}).get("reason") == "CrashLoopBackOff"


def _job(obj: Object) -> Status:
    status = obj.get("status") or {}
    wanted = int((obj.get("spec") or {}).get("completions", 1))
    count = _counts(obj)
    if _condition(obj, "Complete").get("status") == "True":
        return CURRENT, f"Job Completed. succeeded: {count('succeeded')}/{wanted}"
    if _condition(obj, "Failed").get("status") == "True":
        return FAILED, f"Job Failed. failed: {count('failed')}/{wanted}"
    if not status.get("startTime"):
        return IN_PROGRESS, "Job not started"
    progress = f"success:{count('succeeded')}, active: {count('active')}, failed: {count('failed')}"
    return CURRENT, f"Job in progress. {progress}"


def job_done(obj: Object | None) -> Status:
    """A job or a pod that has to come to its end: what hooks and --wait-for-jobs wait for."""
    if obj is None:
        return NOT_FOUND, "Resource not found"
    if obj.get("kind") == "Pod":
        phase = (obj.get("status") or {}).get("phase")
        if phase == "Succeeded":
            return CURRENT, "pod succeeded"
        if phase == "Failed":
            return FAILED, f"pod {(obj.get('metadata') or {}).get('name', '')} failed"
        return IN_PROGRESS, "Pod in progress"
    for name, result in (("Complete", CURRENT), ("Failed", FAILED)):
        condition = _condition(obj, name)
        if condition.get("status") == "True":
            return result, "Job Completed" if result == CURRENT else str(condition.get("message", "Job Failed"))
    return IN_PROGRESS, "Job in progress"


def _definition(obj: Object) -> Status:
    for name, expected in (("NamesAccepted", "False"), ("Established", "False")):
        condition = _condition(obj, name)
        if condition.get("status") == expected and condition.get("reason") != "Installing":
            return FAILED if name == "NamesAccepted" else IN_PROGRESS, str(condition.get("message", ""))
    if _condition(obj, "Established").get("status") == "True":
        return CURRENT, "CRD is established"
    return IN_PROGRESS, "Install in progress"


_CHECKS: dict[tuple[str, str], Callable[[Object], Status]] = {
    ("apps", "Deployment"): _deployment,
    ("apps", "ReplicaSet"): _replica_set,
    ("apps", "StatefulSet"): _stateful_set,
    ("apps", "DaemonSet"): _daemon_set,
    ("", "PersistentVolumeClaim"): _claim,
    ("", "Service"): _service,
    ("", "Pod"): _pod,
    ("batch", "Job"): _job,
    ("batch", "CronJob"): lambda _: (CURRENT, "Resource is always ready"),
    ("", "Secret"): lambda _: (CURRENT, "Resource is always ready"),
    ("", "ConfigMap"): lambda _: (CURRENT, "Resource is always ready"),
    ("policy", "PodDisruptionBudget"): lambda _: (CURRENT, "AllowedDisruptions has been computed."),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _definition,
}
