"""Filters that look at pods elsewhere: inter-pod affinity and topology spread constraints.

Follows kubernetes pkg/scheduler/framework/plugins/{interpodaffinity,podtopologyspread}/filtering.go.
"""

from __future__ import annotations

from app.cluster.control.resources import Object, is_deleting, labels_of
from app.cluster.scheduler.filters import matches_node, untolerated
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.placement import Placement, required_anti_affinity
from app.cluster.scheduler.requirements import Requirements
from app.sim.label_selectors import LabelSelector

AFFINITY = "node(s) didn't match pod affinity rules"
ANTI_AFFINITY = "node(s) didn't match pod anti-affinity rules"
EXISTING = "node(s) didn't satisfy existing pods anti-affinity rules"
SPREAD = "node(s) didn't match pod topology spread constraints"
SPREAD_LABEL = "node(s) didn't match pod topology spread constraints (missing required label)"
Namespaces = dict[str, dict[str, str]]  # namespace -> its labels


class Surroundings:
    """What the bound pods mean for one pod, counted once before nodes are looked at."""

    def __init__(self, pod: Object, needs: Requirements, placement: Placement, namespaces: Namespaces) -> None:
        self.pod, self.needs, self.placement, self.namespaces = pod, needs, placement, namespaces
        affinity = pod["spec"].get("affinity") or {}
        required = "requiredDuringSchedulingIgnoredDuringExecution"
        self.wants: list[Object] = (affinity.get("podAffinity") or {}).get(required) or []
        self.avoids = required_anti_affinity(pod)
        self.wanted_at = [self._places(term, pod) for term in self.wants]
        self.avoided_at = [self._places(term, pod) for term in self.avoids]
        self.kept_away = self._kept_away()
        self.spread = [one for one in needs.spread if one.get("whenUnsatisfiable") == "DoNotSchedule"]
        self.spread_counts = [self._count(one) for one in self.spread]

    def refuse(self, info: NodeInfo) -> str | None:
        """Why this node does not do, or None."""
        for constraint, counts in zip(self.spread, self.spread_counts, strict=True):
            value = info.labels.get(constraint["topologyKey"])
            if value is None:
                return SPREAD_LABEL
            own = 1 if self._selects(constraint.get("labelSelector"), self.pod) else 0
            least = 0 if len(counts) < constraint.get("minDomains", 1) else min(counts.values(), default=0)
            if counts.get(value, 0) + own - least > constraint.get("maxSkew", 1):
                return SPREAD
        for term, places in zip(self.wants, self.wanted_at, strict=True):
            value = info.labels.get(term["topologyKey"])
            if value is None or (value not in places and not self._first_of_its_kind(term)):
                return AFFINITY
        for term, places in zip(self.avoids, self.avoided_at, strict=True):
            if info.labels.get(term["topologyKey"]) in places:
                return ANTI_AFFINITY
        if any(info.labels.get(key) == value for key, value in self.kept_away):
            return EXISTING
        return None

    def preference(self, info: NodeInfo) -> float:
        """Points for preferred pod affinity and soft spread constraints."""
        affinity = self.pod["spec"].get("affinity") or {}
        points = 0.0
        for kind, sign in (("podAffinity", 1), ("podAntiAffinity", -1)):
            for one in (affinity.get(kind) or {}).get("preferredDuringSchedulingIgnoredDuringExecution") or ():
                term = one["podAffinityTerm"]
                if info.labels.get(term["topologyKey"]) in self._places(term, self.pod):
                    points += sign * 2 * one.get("weight", 1)
        for constraint in self.needs.spread:
            if constraint.get("whenUnsatisfiable") != "DoNotSchedule":
                points -= 50 * self._count(constraint).get(info.labels.get(constraint["topologyKey"], ""), 0)
        return points

    def _first_of_its_kind(self, term: Object) -> bool:
        """A pod that wants to be near its like may start anywhere when there is none yet."""
        none = not any(self.wanted_at)
        return none and self._selects(term.get("labelSelector"), self.pod) and self._in_namespaces(
            term, self.pod, self.pod["metadata"]["namespace"])  # fmt: skip

    def _places(self, term: Object, owner: Object) -> set[str]:
        """The topology values of the nodes where pods that a term selects run."""
        found = set()
        for info in self.placement.nodes.values():
            value = info.labels.get(term["topologyKey"])
            if value is None or value in found:
                continue
            if any(self._covers(term, owner, other) for other, _ in info.pods.values()):
                found.add(value)
        return found

    def _covers(self, term: Object, owner: Object, other: Object) -> bool:
        return self._in_namespaces(term, owner, other["metadata"]["namespace"]) and self._selects(
            term.get("labelSelector"), other
        )

    def _in_namespaces(self, term: Object, owner: Object, namespace: str) -> bool:
        names, selector = term.get("namespaces") or [], term.get("namespaceSelector")
        if not names and selector is None:
            return bool(namespace == owner["metadata"]["namespace"])
        if namespace in names:
            return True
        return selector is not None and LabelSelector.of(selector).matches(self.namespaces.get(namespace, {}))

    def _selects(self, selector: Object | None, pod: Object) -> bool:
        return selector is not None and LabelSelector.of(selector).matches(labels_of(pod))

    def _kept_away(self) -> set[tuple[str, str]]:
        found = set()
        for uid, other in self.placement.picky.items():
            info = self.placement.nodes.get(self.placement.bound.get(uid, ""))
            if info is None or uid not in info.pods:
                continue
            for term in required_anti_affinity(other):
                value = info.labels.get(term["topologyKey"])
                if value is not None and self._covers(term, other, self.pod):
                    found.add((term["topologyKey"], value))
        return found

    def _counts_for(self, constraint: Object, info: NodeInfo) -> bool:
        """Whether a node is among those over which pods are spread."""
        if constraint.get("nodeAffinityPolicy", "Honor") == "Honor" and not matches_node(self.needs, info):
            return False
        if constraint.get("nodeTaintsPolicy", "Ignore") == "Honor" and untolerated(
            info.taints, self.needs.tolerations, ("NoSchedule", "NoExecute")) is not None:  # fmt: skip
            return False
        hard = constraint.get("whenUnsatisfiable") == "DoNotSchedule"
        return not hard or all(one["topologyKey"] in info.labels for one in self.spread)

    def _count(self, constraint: Object) -> dict[str, int]:
        """Matching pods per topology value, over the nodes that the pod could use."""
        counts: dict[str, int] = {}
        namespace = self.pod["metadata"]["namespace"]
        for info in self.placement.nodes.values():
            value = info.labels.get(constraint["topologyKey"])
            if value is None or not self._counts_for(constraint, info):
                continue
            here = sum(
                1
                for other, _ in info.pods.values()
                if other["metadata"]["namespace"] == namespace
                and not is_deleting(other)
                and self._selects(constraint.get("labelSelector"), other)
            )
            counts[value] = counts.get(value, 0) + here
        return counts
