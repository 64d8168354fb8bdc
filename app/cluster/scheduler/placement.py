"""The nodes as the scheduler sees them, and for each shape of pod the best of them, kept in a heap.

Placing a pod changes one node, so the next pod of the same shape costs two heap operations, however large the cluster.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from app.cluster.control.resources import Object
from app.cluster.scheduler.filters import Refusal, refuse
from app.cluster.scheduler.nodes import NodeInfo
from app.cluster.scheduler.requirements import Requirements, requirements
from app.cluster.scheduler.scores import score
from app.sim.randomness import Randomness

SHAPES = 64  # shapes of pods remembered at a time
SPARE = 256  # judgements out of date that a shape keeps
TOUCHED = 4096  # changes of nodes before all shapes take note


class Shape:
    """All nodes judged for one shape of pod: why some do not do, and the others by score."""

    def __init__(self, needs: Requirements, names: Iterable[str]) -> None:
        self.needs = needs
        self.dirty: dict[str, None] = dict.fromkeys(names)
        self.seen = 0  # of the placement's touched nodes
        self.refused: dict[str, Refusal] = {}
        self.heap: list[tuple[float, float, str, int]] = []


class Placement:
    """Every node's state, and where the next pod of a shape goes."""

    def __init__(self, randomness: Randomness) -> None:
        self.nodes: dict[str, NodeInfo] = {}
        self.bound: dict[str, str] = {}  # pod UID -> node
        self.picky: dict[str, Object] = {}  # bound pods that keep others away: required anti-affinity, by UID
        self._shapes: OrderedDict[bytes, Shape] = OrderedDict()
        self._touched: list[str] = []  # nodes that changed, for the shapes that are asked for again
        self._randomness = randomness
        self._needs: dict[str, Requirements] = {}

    # What changes

    def set_node(self, node: Object) -> bool:
        """A node came or changed; False when nothing changed that matters here."""
        name = node["metadata"]["name"]
        info = self.nodes.get(name)
        if info is None:
            self.nodes[name] = NodeInfo(node)
        elif _matters(info.node, node):
            info.update(node)
        else:
            info.node = node
            return False
        self._touch(name)
        return True

    def remove_node(self, name: str) -> None:
        """A node went away."""
        self.nodes.pop(name, None)
        self._touch(name)

    def add_pod(self, pod: Object) -> None:
        """A pod is bound to a node."""
        name, uid = pod["spec"]["nodeName"], pod["metadata"]["uid"]
        info = self.nodes.get(name)
        if info is None or uid in self.bound:
            return
        self.bound[uid] = name
        info.add(pod, self._needs.pop(uid) if uid in self._needs else requirements(pod))
        if required_anti_affinity(pod):
            self.picky[uid] = pod
        self._touch(name)

    def remove_pod(self, uid: str) -> bool:
        """A bound pod is gone or finished; False when it was not known."""
        name = self.bound.pop(uid, None)
        self.picky.pop(uid, None)
        if name is None or name not in self.nodes or not self.nodes[name].remove(uid):
            return False
        self._touch(name)
        return True

    def refresh_pod(self, pod: Object) -> None:
        """A bound pod changed."""
        uid = pod["metadata"]["uid"]
        info = self.nodes.get(self.bound.get(uid, ""))
        if info is not None and uid in info.pods:
            info.pods[uid] = (pod, info.pods[uid][1])
        if uid in self.picky:
            self.picky[uid] = pod

    @contextmanager
    def pretending(self, trial: NodeInfo) -> Iterator[None]:
        """Take a node for another state of it, for as long as a question is asked."""
        kept = self.nodes[trial.name]
        self.nodes[trial.name] = trial
        try:
            yield
        finally:
            self.nodes[trial.name] = kept

    def _touch(self, name: str) -> None:
        self._touched.append(name)
        if len(self._touched) > TOUCHED:
            for shape in self._shapes.values():
                self._look(shape)
                shape.seen = 0
            self._touched.clear()

    def _look(self, shape: Shape) -> None:
        """Note the nodes that changed since this shape was judged."""
        if shape.seen < len(self._touched):
            shape.dirty.update(dict.fromkeys(self._touched[shape.seen :]))
            shape.seen = len(self._touched)

    # What follows

    def needs(self, pod: Object) -> Requirements:
        """What a waiting pod asks for; kept until it is bound, which usually is at once."""
        if len(self._needs) > SHAPES * 16:
            self._needs.clear()
        made = self._needs[pod["metadata"]["uid"]] = requirements(pod)
        return made

    def shape(self, needs: Requirements) -> Shape:
        """All nodes, judged up to now, for this shape of pod."""
        shape = self._shapes.get(needs.shape)
        if shape is None:
            shape = self._shapes[needs.shape] = Shape(needs, self.nodes)
            shape.seen = len(self._touched)
            if len(self._shapes) > SHAPES:
                self._shapes.popitem(last=False)
        else:
            self._shapes.move_to_end(needs.shape)
        self._look(shape)
        if shape.dirty:
            self._judge(shape)
        return shape

    def _judge(self, shape: Shape) -> None:
        # Every change of a node is judged once for each shape of pod.
        needs, heap, refused, fraction = shape.needs, shape.heap, shape.refused, self._randomness.fraction
        for name in shape.dirty:
            info = self.nodes.get(name)
            refused.pop(name, None)
            if info is None:
                continue
            refusal = refuse(needs, info)
            if refusal is not None:
                refused[name] = refusal
            else:
                heapq.heappush(heap, (-score(needs, info), fraction(), name, info.version))
        shape.dirty.clear()
        if len(heap) > 2 * len(self.nodes) + SPARE:  # what is out of date counts for nothing, wherever it stands
            heap[:] = self._valid(shape)
            heapq.heapify(heap)

    def _valid(self, shape: Shape) -> list[tuple[float, float, str, int]]:
        return [one for one in shape.heap if (info := self.nodes.get(one[2])) is not None and info.version == one[3]]

    def best(self, shape: Shape) -> str | None:
        """The node with the highest score, or None when no node does."""
        heap = shape.heap
        while heap:
            _, _, name, version = heap[0]
            info = self.nodes.get(name)
            if info is not None and info.version == version and name not in shape.refused:
                return name
            heapq.heappop(heap)
        return None

    def feasible(self, shape: Shape) -> list[str]:
        """All nodes that do, best first."""
        return [entry[2] for entry in sorted(self._valid(shape))]


def _matters(old: Object, new: Object) -> bool:
    def view(node: Object) -> tuple[object, ...]:
        status = node.get("status", {})
        return node["metadata"].get("labels"), node.get("spec"), status.get("allocatable"), status.get("capacity")

    return view(old) != view(new)


def required_anti_affinity(pod: Object) -> list[Object]:
    """The terms by which a pod keeps others away."""
    affinity = (pod["spec"].get("affinity") or {}).get("podAntiAffinity") or {}
    return affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or []
