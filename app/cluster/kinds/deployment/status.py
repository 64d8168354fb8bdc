"""A Deployment's status and its rollout's progress: objects in, status out.

Follows kubernetes pkg/controller/deployment/{sync,progress}.go and util/deployment_util.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.control.resources import Object, condition
from app.cluster.kinds.deployment.numbers import desired, max_unavailable
from app.sim.clock import parse_rfc3339, rfc3339

NO_DEADLINE = 2**31 - 1


def calculate(deployment: Object, sets: list[Object], new: Object | None, now: float, *, classic: bool) -> Object:
    """The status that follows from the replica sets' statuses, conditions of before included."""
    available = total(sets, "availableReplicas")
    counts = {
        "replicas": total(sets, "replicas"),
        "updatedReplicas": total([new] if new else [], "replicas"),
        "readyReplicas": total(sets, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(0, sum(desired(one) for one in sets) - available),
    }
    status: Object = {name: count for name, count in counts.items() if count}
    status["observedGeneration"] = deployment["metadata"].get("generation", 1)
    if not classic:
        status["terminatingReplicas"] = total(sets, "terminatingReplicas")
    if collisions := deployment.get("status", {}).get("collisionCount"):
        status["collisionCount"] = collisions
    status["conditions"] = list(deployment.get("status", {}).get("conditions") or ())
    if available >= desired(deployment) - max_unavailable(deployment):
        made = make_condition("Available", "True", "MinimumReplicasAvailable",
                              "Deployment has minimum availability.", now)  # fmt: skip
    else:
        made = make_condition("Available", "False", "MinimumReplicasUnavailable",
                              "Deployment does not have minimum availability.", now)  # fmt: skip
    set_condition(status, made)
    return status


def total(sets: list[Object], field: str) -> int:
    """The sum of a status field over replica sets."""
    return sum(one.get("status", {}).get(field, 0) for one in sets)


def make_condition(kind: str, status: str, reason: str, message: str, now: float) -> Object:
    """A new condition."""
    moment = rfc3339(now)
    return {"type": kind, "status": status, "lastUpdateTime": moment, "lastTransitionTime": moment, "reason": reason,
            "message": message}  # fmt: skip


def set_condition(status: Object, new: Object) -> None:
    """Put a condition into `status`, last in the list; nothing changes when status and reason are the same."""
    conditions: list[Any] = status.get("conditions") or []
    current = next((one for one in conditions if one["type"] == new["type"]), None)
    if current is not None and (current["status"], current["reason"]) == (new["status"], new["reason"]):
        return
    if current is not None and current["status"] == new["status"]:
        new = {**new, "lastTransitionTime": current["lastTransitionTime"]}
    status["conditions"] = [*(one for one in conditions if one["type"] != new["type"]), new]


def remove_condition(status: Object, kind: str) -> None:
    """Drop the condition of a type."""
    status["conditions"] = [one for one in status.get("conditions") or () if one["type"] != kind]


def has_deadline(deployment: Object) -> bool:
    """Whether the rollout's progress is watched."""
    return bool(deployment["spec"].get("progressDeadlineSeconds", NO_DEADLINE) != NO_DEADLINE)


def is_complete(deployment: Object, status: Object) -> bool:
    """Whether all replicas are updated and available and no old one is left."""
    wanted = desired(deployment)
    counts = [status.get(name, 0) for name in ("updatedReplicas", "replicas", "availableReplicas")]
    observed = status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 1)
    return bool(observed) and counts == [wanted] * 3


def is_progressing(deployment: Object, status: Object) -> bool:
    """Whether anything moved towards completion since the stored status."""
    old = deployment.get("status", {})

    def get(source: Object, name: str) -> int:
        return int(source.get(name, 0))

    leftover = get(status, "replicas") - get(status, "updatedReplicas")
    leftover_before = get(old, "replicas") - get(old, "updatedReplicas")
    return (
        get(status, "updatedReplicas") > get(old, "updatedReplicas")
        or leftover < leftover_before
        or get(status, "readyReplicas") > get(old, "readyReplicas")
        or get(status, "availableReplicas") > get(old, "availableReplicas")
    )


def is_timed_out(deployment: Object, status: Object, now: float) -> bool:
    """Whether the rollout made no progress for longer than its deadline."""
    current = next((one for one in status["conditions"] if one["type"] == "Progressing"), None)
    if current is None or current["reason"] == "NewReplicaSetAvailable":
        return False
    if current["reason"] == "ProgressDeadlineExceeded":
        return True
    return bool(parse_rfc3339(current["lastUpdateTime"]) + deployment["spec"]["progressDeadlineSeconds"] < now)


def rollout_status(deployment: Object, sets: list[Object], new: Object | None, now: float, *, classic: bool) -> Object:
    """The status during a rollout: counts, availability, progress, failures of the replica sets."""
    status = calculate(deployment, sets, new, now, classic=classic)
    if not has_deadline(deployment):
        remove_condition(status, "Progressing")
    current = condition(deployment, "Progressing")
    finished = status.get("replicas", 0) == status.get("updatedReplicas", 0) and (
        current is not None and current["reason"] == "NewReplicaSetAvailable"
    )
    if has_deadline(deployment) and not finished:
        _estimate(deployment, status, new, current, now)
    failure = _failure(sets, new)
    if failure is not None:
        set_condition(status, failure)
    else:
        remove_condition(status, "ReplicaFailure")
    return status


def _estimate(deployment: Object, status: Object, new: Object | None, current: Object | None, now: float) -> None:
    subject = f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{deployment["metadata"]["name"]}"'
    if is_complete(deployment, status):
        message = f"{subject} has successfully progressed."
        set_condition(status, make_condition("Progressing", "True", "NewReplicaSetAvailable", message, now))
    elif is_progressing(deployment, status):
        made = make_condition("Progressing", "True", "ReplicaSetUpdated", f"{subject} is progressing.", now)
        if current is not None:
            if current["status"] == "True":
                made["lastTransitionTime"] = current["lastTransitionTime"]
            remove_condition(status, "Progressing")
        set_condition(status, made)
    elif is_timed_out(deployment, status, now):
        message = f"{subject} has timed out progressing."
        set_condition(status, make_condition("Progressing", "False", "ProgressDeadlineExceeded", message, now))


def _failure(sets: list[Object], new: Object | None) -> Object | None:
    for one in ([new] if new else []) + sets:
        found = condition(one, "ReplicaFailure")
        if found is not None:
            return {"type": "ReplicaFailure", "status": found["status"], "lastUpdateTime": found["lastTransitionTime"],
                    "lastTransitionTime": found["lastTransitionTime"], "reason": found["reason"],
                    "message": found.get("message", "")}  # fmt: skip
    return None


def next_check(deployment: Object, status: Object, now: float) -> float | None:
    """Seconds until the progress deadline has to be looked at again, or None."""
    current = condition(deployment, "Progressing")
    if not has_deadline(deployment) or current is None or is_complete(deployment, status):
        return None
    if current["reason"] in {"ProgressDeadlineExceeded"}:
        return None
    after = parse_rfc3339(current["lastUpdateTime"]) + deployment["spec"]["progressDeadlineSeconds"] - now
    return float(max(after, 0.0) + 1.0)
