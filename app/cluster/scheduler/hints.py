"""What has to happen in a cluster before a pod that found no node is tried again.

Follows kubernetes pkg/scheduler/framework/plugins: EventsToRegister of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.cluster.scheduler import filters, topology, volumes
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import Requirements

NODE, POD_ADDED, POD_REMOVED, STORAGE = "node", "pod added", "pod removed", "storage"
LEFT_OVER = 300.0  # seconds after which a pod is tried again whatever happened
_BY_REASON = {
    filters.PORTS: {POD_REMOVED},
    filters.TOO_MANY_PODS: {POD_REMOVED},
    topology.AFFINITY: {POD_ADDED},
    topology.ANTI_AFFINITY: {POD_REMOVED},
    topology.EXISTING: {POD_REMOVED},
    topology.SPREAD: {POD_ADDED, POD_REMOVED},
    volumes.IN_USE: {POD_REMOVED, STORAGE},
    volumes.CONFLICT: {STORAGE},
    volumes.NO_ZONE: {STORAGE},
    volumes.NONE_FOUND: {STORAGE},
    volumes.LOST: {STORAGE},
}


@dataclass(frozen=True)
class Failure:
    """Why a pod found no node, and since when."""

    needs: Requirements
    reasons: frozenset[str]
    waits_for: frozenset[str]
    since: float

    @staticmethod
    def of(needs: Requirements, reasons: Iterable[str], now: float) -> Failure:
        """From the reasons of all nodes; nodes that change are always worth a look."""
        found = frozenset(reasons)
        kinds = {NODE, STORAGE} if needs.claims else {NODE}
        for reason in found:
            kinds |= _BY_REASON.get(reason, {POD_REMOVED} if reason.startswith("Insufficient") else set())
        return Failure(needs, found, frozenset(kinds), now)

    @property
    def key(self) -> bytes:
        """Equal for failures that the same node helps."""
        return self.needs.shape + "\n".join(sorted(self.reasons)).encode()

    def is_helped_by(self, info: NodeInfo | None) -> bool:
        """Whether a node that came or changed does now, or refuses for another reason than any node did."""
        if info is None:
            return topology.SPREAD in self.reasons
        refusal = filters.refuse(self.needs, info)
        return refusal is None or not self.reasons.issuperset(refusal)
