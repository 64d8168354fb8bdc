"""Node-pressure eviction: pods go when a node runs out of memory, disk or process numbers, or write more than they may.

Nothing is measured in between: containers say when they need much more memory than before, and who writes a lot says
so. Only pods with limits on local storage, and nodes with thresholds of their own, are looked at every ten seconds.
Follows kubernetes pkg/kubelet/eviction/eviction_manager.go: synchronize, Admit; kubelet nodestatus/setters.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.control.resources import NODES, Object, condition
from app.cluster.node import image_collection, local_storage
from app.cluster.node.image_collection import ImageCollection
from app.cluster.node.observations import (
    Observation,
    container_memory,
    memory_capacity,
    memory_used,
    message,
    observe,
    rank,
)
from app.cluster.node.thresholds import INODES, MEMORY, STORAGE, USUAL, Settings, Threshold

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet

NOTICE = 1.0  # seconds until the kubelet looks
INTERVAL = 10.0  # between two looks while something is wrong
CLEANED = 2.0  # seconds until a pod that was evicted is gone
CRITICAL = 2_000_000_000  # the priority from which on pods are never evicted
IMMEDIATE = 1.0  # seconds that the containers of who is evicted get
MIRROR = "kubernetes.io/config.mirror"
TAINT = "node.kubernetes.io/memory-pressure"
CONDITIONS = ("MemoryPressure", "DiskPressure", "PIDPressure")
PRESSURE = {  # reason, message, event
    "MemoryPressure": (
        "KubeletHasInsufficientMemory", "kubelet has insufficient memory available", "NodeHasInsufficientMemory",
    ),
    "DiskPressure": ("KubeletHasDiskPressure", "kubelet has disk pressure", "NodeHasDiskPressure"),
    "PIDPressure": ("KubeletHasInsufficientPID", "kubelet has insufficient PID available", "NodeHasInsufficientPID"),
}  # fmt: skip
RELIEF = {
    "MemoryPressure": (
        "KubeletHasSufficientMemory", "kubelet has sufficient memory available", "NodeHasSufficientMemory",
    ),
    "DiskPressure": ("KubeletHasNoDiskPressure", "kubelet has no disk pressure", "NodeHasNoDiskPressure"),
    "PIDPressure": ("KubeletHasSufficientPID", "kubelet has sufficient PID available", "NodeHasSufficientPID"),
}  # fmt: skip


class Pressure:
    """Watches over what one node has left, and over its pods' local storage."""

    __slots__ = ("_due", "_first", "_images", "_kubelet", "_last", "_met", "_subjects", "_watching", "settings")

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self.settings: Settings = USUAL
        self._images = ImageCollection(kubelet)
        self._due = 0.0  # when the next look is planned; 0 when none is
        self._subjects: set[str] = set()  # the conditions that it is about, besides those that hold
        self._watching = False
        self._first: dict[Threshold, float] = {}  # since when they are met
        self._last: dict[str, float] = {}  # when a condition was last seen, of those that hold
        self._met: tuple[Threshold, ...] = ()  # in the last look

    def restore(self) -> None:
        """Go on from what the node's status says."""
        node = self._kubelet.plane.objects.get(NODES, "", self._kubelet.name) or {}
        for kind in CONDITIONS:
            if (found := condition(node, kind)) is not None and found["status"] == "True":
                self._last[kind] = self._kubelet.now
        if self._last:
            self._plan(INTERVAL)
        if any(local_storage.has_limits(one.pod) for one in self._kubelet.workers.values()):
            self.watch_storage()

    def configure(self, settings: Settings) -> None:
        """The kubelet has read its configuration; it knows nothing of before."""
        self.settings, self._first, self._last, self._met = settings, {}, {}, ()
        if not settings.usual:
            self._subjects.update(CONDITIONS)
            self._plan(NOTICE)

    def memory_grew(self) -> None:
        """A container uses noticeably more memory than before."""
        self._subjects.add("MemoryPressure")
        self._plan(NOTICE)

    def disk_grew(self) -> None:
        """Somebody has written much, or an image has come."""
        seen = observe(self._kubelet, ("DiskPressure",))
        if any(_is_met(one, seen, again=False) for one in self.settings.thresholds):
            self._subjects.add("DiskPressure")
            self._plan(NOTICE)
        self._images.look(self.settings)

    def _plan(self, seconds: float, *, periodic: bool = False) -> None:
        now = self._kubelet.now
        if not self._due or self._due > now + seconds:
            self._due = due = now + seconds
            self._kubelet.plane.agenda.after(seconds, lambda: self._look(due), periodic=periodic)

    # One look

    def _look(self, due: float) -> None:
        if self._due != due or self._kubelet.stopped:
            self._due = 0.0 if self._due == due else self._due
            return
        self._due = 0.0
        seen = observe(self._kubelet, self._subjects | self._last.keys())
        self._subjects = set() if self.settings.usual else set(CONDITIONS)
        now = self._kubelet.now
        met = [one for one in self.settings.thresholds if _is_met(one, seen, again=one in self._met)]
        self._first = {one: self._first.get(one, now) for one in met}
        self._report({one.condition for one in met})
        self._met = tuple(one for one in met if now - self._first[one] >= one.grace)
        if (memory := seen.get("memory.available")) is not None and memory.available < 0:
            self._out_of_memory()
        evicted = bool(self._met) and self._reclaim(self._met, seen)
        if evicted:
            self._plan(CLEANED)
        elif met or self._subjects:
            self._plan(INTERVAL, periodic=True)
        elif self._last:
            self._plan(max(0.001, min(self._last.values()) + self.settings.transition - now), periodic=True)

    def _report(self, observed: set[str]) -> None:
        """Write the node's conditions; the control plane taints the node for them."""
        now, before = self._kubelet.now, set(self._last)
        self._last.update(dict.fromkeys(sorted(observed), now))
        self._last = {kind: at for kind, at in self._last.items() if now - at < self.settings.transition}
        changed = [kind for kind in CONDITIONS if (kind in before) != (kind in self._last)]
        if not changed:
            return
        plane, name = self._kubelet.plane, self._kubelet.name
        moment = plane.now()

        def change(new: Object) -> None:
            for one in new["status"].get("conditions") or ():
                if one["type"] in changed:
                    holds = one["type"] in self._last
                    reason, text, _ = (PRESSURE if holds else RELIEF)[one["type"]]
                    status = "True" if holds else "False"
                    if one["status"] != status:
                        one["lastTransitionTime"] = moment
                    one.update(status=status, reason=reason, message=text, lastHeartbeatTime=moment)

        plane.objects.patch(NODES, "", name, change, subresource="status", manager="kubelet")
        for kind in changed:
            event = (PRESSURE if kind in self._last else RELIEF)[kind][2]
            self._event_of_node("Normal", event, f"Node {name} status is now: {event}")

    def _event_of_node(self, kind: str, reason: str, text: str) -> None:
        plane, name = self._kubelet.plane, self._kubelet.name
        if (node := plane.objects.get(NODES, "", name)) is not None:
            plane.events.event(node, kind, reason, text, "kubelet", host=name)

    # Getting something back

    def _reclaim(self, met: tuple[Threshold, ...], seen: dict[str, Observation]) -> bool:
        """Remove what nobody uses, or evict a pod; whether one was."""
        worst = min(met, key=lambda one: one.resource != MEMORY)  # memory counts before all else
        self._event_of_node("Warning", "EvictionThresholdMet", f"Attempting to reclaim {worst.resource}")
        if worst.resource in (STORAGE, INODES):
            image_collection.free(self._kubelet)
            now = observe(self._kubelet, CONDITIONS)
            if not any(_is_met(one, now, again=True) for one in self.settings.thresholds):
                return False
        quantity = worst.value.of(seen[worst.signal].capacity)
        available = max(seen[worst.signal].available, 0) >> 10 << 10
        if worst.resource not in (MEMORY, STORAGE):
            available = seen[worst.signal].available
        grace = self.settings.pod_grace if worst.grace else IMMEDIATE
        candidates = [one for one in self._kubelet.workers.values()
                      if not one.reason and not one.torn_down and one.ending is None and one.sandbox]  # fmt: skip
        for worker in rank(worst.resource, candidates):
            if not _critical(worker.pod):
                worker.evict(message(worst.resource, worker, quantity, available), grace, disrupted=True)
                return True
        return False

    def _out_of_memory(self) -> None:
        """There is less than nothing: the kernel kills what it scores worst, until there is enough."""
        running = [(worker, record) for worker in self._kubelet.workers.values() for record in worker.records
                   if record.is_running and not _critical(worker.pod)]  # fmt: skip
        running.sort(key=lambda pair: (_quality(pair[0].pod), -container_memory(pair[1])))
        for _, record in running:
            if memory_used(self._kubelet) <= memory_capacity(self._kubelet) or record.running is None:
                return
            process = str((record.spec.get("command") or [record.name])[0]).rpartition("/")[2]
            pid = 4000 + len(process) * 37 + record.restarts
            victim = f"System OOM encountered, victim process: {process}, pid: {pid}"
            self._event_of_node("Warning", "SystemOOM", victim)
            record.running.out_of_memory()

    # Pods that come

    def refuse(self, pod: Object) -> tuple[str, str] | None:
        """(reason, message) of a pod that the node does not take in its condition, or None."""
        if not self._last or _critical(pod):
            return None
        if list(self._last) == ["MemoryPressure"]:
            tolerated = any(one.get("key") in {TAINT, None} for one in pod["spec"].get("tolerations") or ())
            if _quality(pod) or tolerated:
                return None
        return "Evicted", f"The node had condition: [{' '.join(sorted(self._last))}]. "

    # Local storage

    def watch_storage(self) -> None:
        """A pod with limits on local storage has come."""
        if not self._watching:
            self._watching = True
            self._kubelet.plane.agenda.after(INTERVAL, self._check_storage, periodic=True)

    def _check_storage(self) -> None:
        kubelet = self._kubelet
        limited = [one for one in kubelet.workers.values() if local_storage.has_limits(one.pod) and not one.torn_down]
        self._watching = bool(limited)
        if limited:
            kubelet.plane.agenda.after(INTERVAL, self._check_storage, periodic=True)
        for worker in limited if not kubelet.stopped else ():
            problem = local_storage.exceeded(worker) if not worker.reason and worker.ending is None else None
            if problem is not None:
                worker.evict(problem, IMMEDIATE)


def _is_met(threshold: Threshold, seen: dict[str, Observation], *, again: bool) -> bool:
    """Whether there is too little; `again` when there must be so much more that it counts as enough."""
    found = seen.get(threshold.signal)
    if found is None:
        return False
    more = threshold.minimum.of(found.capacity) if again else 0
    return found.available < threshold.value.of(found.capacity) + more


def _critical(pod: Object) -> bool:
    mirror = MIRROR in (pod["metadata"].get("annotations") or {})
    return bool(mirror or pod["spec"].get("priority", 0) >= CRITICAL)


def _quality(pod: Object) -> int:
    """0 for BestEffort, 1 for Burstable, 2 for Guaranteed."""
    quality = (pod.get("status") or {}).get("qosClass", "BestEffort")
    return ("BestEffort", "Burstable", "Guaranteed").index(quality)
