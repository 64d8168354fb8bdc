"""What has to happen in a cluster before a pod that found no node is tried again.

Follows kubernetes pkg/scheduler/framework/plugins: EventsToRegister of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.cluster.control.resources import Object, labels_of
from app.cluster.scheduler import filters, topology, volume_limits, volumes
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import Requirements
from app.sim.label_selectors import LabelSelector

NODE, POD_ADDED, POD_REMOVED, STORAGE = "node", "pod added", "pod removed", "storage"
LEFT_OVER = 300.0  # seconds after which a pod is tried again whatever happened
_BY_REASON = {
    filters.PORTS: {POD_REMOVED},
    filters.TOO_MANY_PODS: {POD_REMOVED},
    topology.AFFINITY: {POD_ADDED},
    topology.ANTI_AFFINITY: {POD_REMOVED},
    topology.EXISTING: {POD_REMOVED},
    topology.SPREAD: {POD_ADDED, POD_REMOVED},
    volume_limits.TOO_MANY: {POD_REMOVED, STORAGE},
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

    def is_helped_by_pod(self, waiting: Object, other: Object) -> bool:
        """Whether a pod that was placed, or that got other labels, may change what kept this one waiting."""
        required = (self.needs.affinity.get("podAffinity") or {}).get("requiredDuringSchedulingIgnoredDuringExecution")
        near = topology.AFFINITY in self.reasons and all(_covers(term, waiting, other) for term in required or ())
        alike = other["metadata"]["namespace"] == waiting["metadata"]["namespace"]
        return near or (alike and topology.SPREAD in self.reasons and any(
            _selects(one.get("labelSelector"), other) for one in self.needs.spread))  # fmt: skip

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


def _covers(term: Object, waiting: Object, other: Object) -> bool:
    """Whether a term may select a pod; namespaces chosen by their labels count all."""
    namespace, names = other["metadata"]["namespace"], term.get("namespaces") or [waiting["metadata"]["namespace"]]
    return (namespace in names or term.get("namespaceSelector") is not None) and _selects(
        term.get("labelSelector"), other
    )


def _selects(selector: Object | None, pod: Object) -> bool:
    return selector is not None and LabelSelector.of(selector).matches(labels_of(pod))
