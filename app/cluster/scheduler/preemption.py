"""Which pods of lower priority to evict so that a pod fits.

Follows kubernetes pkg/scheduler/framework/preemption/preemption.go and plugins/defaultpreemption.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.cluster.control.resources import Object
from app.cluster.scheduler.filters import Refusal
from app.cluster.scheduler.nodes import NodeInfo

NOT_HELPFUL = "Preemption is not helpful for scheduling"
NO_VICTIMS = "No preemption victims found for incoming pod"
NEVER = "not eligible due to preemptionPolicy=Never"
TERMINATING = "not eligible due to a terminating pod on the nominated node"


@dataclass(frozen=True)
class Candidate:
    """A node, the pods to evict there, and how many disruption budgets that breaks."""

    node: str
    victims: list[Object]
    violations: int


def priority(pod: Object) -> int:
    """spec.priority, 0 by default."""
    return int(pod["spec"].get("priority") or 0)


Fits = Callable[[NodeInfo], bool]


def candidates(pod: Object, nodes: list[NodeInfo], fits: Fits,
               protected: Callable[[list[Object]], set[str]]) -> list[Candidate]:  # fmt: skip
    """The nodes on which evicting pods of lower priority would make room.

    `fits(node)` says whether the pod could run on a node as it would be then; `protected(pods)` gives the UIDs of
    those whose eviction would break a disruption budget.
    """
    found = []
    for info in nodes:
        candidate = _try(pod, info, fits, protected)
        if candidate is not None:
            found.append(candidate)
    return found


def _try(pod: Object, info: NodeInfo, fits: Fits,
         protected: Callable[[list[Object]], set[str]]) -> Candidate | None:  # fmt: skip
    lower = [other for other, _ in info.pods.values() if priority(other) < priority(pod)]
    if not lower:
        return None
    uids = {other["metadata"]["uid"] for other in lower}
    trial = info.without(uids)
    if not fits(trial):
        return None
    lower.sort(key=lambda other: (-priority(other), _started(other)))
    guarded = protected(lower)
    # Spare as many as possible: first those under a budget, then by importance.
    lower.sort(key=lambda other: (other["metadata"]["uid"] not in guarded, -priority(other), _started(other)))
    victims: list[Object] = []
    for other in lower:
        uid = other["metadata"]["uid"]
        trial.add(*info.pods[uid])
        if not fits(trial):
            trial.remove(uid)
            victims.append(other)
    if not victims:
        return None
    victims.sort(key=lambda other: (-priority(other), _started(other)))
    return Candidate(info.name, victims, sum(1 for other in victims if other["metadata"]["uid"] in guarded))


def _started(pod: Object) -> str:
    return str(pod.get("status", {}).get("startTime") or pod["metadata"].get("creationTimestamp", ""))


def choose(found: list[Candidate]) -> Candidate:
    """The candidate that hurts least."""
    return min(
        found,
        key=lambda one: (
            one.violations,
            max(priority(other) for other in one.victims),
            sum(priority(other) + 2**31 for other in one.victims),
            len(one.victims),
            one.node,
        ),
    )


def explain(refused: dict[str, Refusal], total: int, hopeless_rest: int = 0) -> str:
    """Why preemption does not help either, as the FailedScheduling message ends."""
    hopeless = sum(1 for one in refused.values() if one.hopeless) + hopeless_rest
    counts = [(NO_VICTIMS, len(refused) + hopeless_rest - hopeless), (NOT_HELPFUL, hopeless)]
    reasons = sorted(f"{count} {reason}" for reason, count in counts if count)
    return f"0/{total} nodes are available: {', '.join(reasons)}."
