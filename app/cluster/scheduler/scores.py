"""How good a node is for a pod that fits, 0 to 100 per plugin, weighted as in the default profile.

Follows kubernetes pkg/scheduler/framework/plugins/noderesources/{least_allocated,balanced_allocation}.go and others.
Normalising over all nodes is left out: every score depends on its node alone, so that scores can be kept.
"""

from __future__ import annotations

from app.cluster.scheduler.filters import matches_term, untolerated
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import Requirements


def score(needs: Requirements, info: NodeInfo) -> float:
    """The weighted sum; the higher, the better."""
    total = _resources(needs, info)
    if needs.owner:
        total += 2 * 100 / (1 + info.owners.get(needs.owner, 0))
    if info.taints and untolerated(info.taints, needs.tolerations, ("PreferNoSchedule",)) is not None:
        total -= 3 * 100
    if needs.affinity:
        preferred = (needs.affinity.get("nodeAffinity") or {}).get("preferredDuringSchedulingIgnoredDuringExecution")
        if preferred:
            total += 2 * _preference(preferred, info)
    return total


def _resources(needs: Requirements, info: NodeInfo) -> float:
    """Least allocated and balanced allocation of CPU and memory."""
    # Written out: every change of a node is judged once for each shape of pod.
    cpu, memory = info.offered
    part = (info.nonzero[0] + needs.nonzero[0]) / cpu if cpu else 1.0
    part = part if part < 1.0 else 1.0
    share = (info.nonzero[1] + needs.nonzero[1]) / memory if memory else 1.0
    share = share if share < 1.0 else 1.0
    least = 100 * (1 - (part + share) / 2)
    balanced = 100 * (1 - abs(part - share) / 2)
    return least + balanced


def _preference(preferred: list[dict[str, object]], info: NodeInfo) -> float:
    gained = possible = 0
    for one in preferred:
        weight = int(str(one.get("weight", 1)))
        possible += weight
        if matches_term(one["preference"], info):  # type: ignore[arg-type]
            gained += weight
    return 100 * gained / possible if possible else 0.0
