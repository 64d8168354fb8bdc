"""Node-pressure eviction: pods go when a node runs out of memory, or when they write more than they may.

Nothing is measured in between: containers say when they need much more memory than before, and only pods with limits
on local storage are looked at every ten seconds.
Follows kubernetes pkg/kubelet/eviction/{eviction_manager,helpers}.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.control.resources import NODES, Object, condition
from app.cluster.metrics import readings
from app.cluster.node.records import MAIN, Record
from app.cluster.scheduler.requirements import amount, pod_requests
from app.sim.quantity import BINARY_SI, Quantity

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet
    from app.cluster.node.pod_worker import PodWorker

MEBIBYTE = 1 << 20
THRESHOLD = 100 * MEBIBYTE  # --eviction-hard=memory.available<100Mi
NOTICE = 1.0  # seconds until the kubelet looks
INTERVAL = 10.0  # between two looks while something is wrong
TRANSITION = 300.0  # --eviction-pressure-transition-period
CRITICAL = 2_000_000_000  # the priority from which on pods are never evicted
MIRROR = "kubernetes.io/config.mirror"
TAINT = "node.kubernetes.io/memory-pressure"
PRESSURE = ("True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available",
            "NodeHasInsufficientMemory")  # fmt: skip
RELIEF = ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", "NodeHasSufficientMemory")


class Pressure:
    """Watches over one node's memory, and its pods' local storage."""

    __slots__ = ("_kubelet", "_planned", "_seen", "_watching", "active")

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._planned = self._watching = False
        self._seen = 0.0  # when the threshold was last met
        self.active = False

    def restore(self) -> None:
        """Go on from what the node's status says."""
        node = self._kubelet.plane.objects.get(NODES, "", self._kubelet.name) or {}
        found = condition(node, "MemoryPressure")
        self.active = found is not None and found["status"] == "True"
        self._seen = self._kubelet.plane.clock.now
        if self.active:
            self._plan(INTERVAL)
        if any(has_limits(one.pod) for one in self._kubelet.workers.values()):
            self.watch_storage()

    # Memory

    def memory_grew(self) -> None:
        """A container uses noticeably more memory than before."""
        if not self._planned:
            self._plan(NOTICE)

    def _plan(self, seconds: float) -> None:
        self._planned = True
        self._kubelet.plane.agenda.after(seconds, self._look, periodic=seconds > INTERVAL)

    def _look(self) -> None:
        self._planned = False
        kubelet = self._kubelet
        if kubelet.stopped:
            return
        capacity, used = self._capacity(), self._used()
        available = capacity - used
        if not capacity or (available >= THRESHOLD and not self.active):
            return
        now = kubelet.plane.clock.now
        if available >= THRESHOLD:
            if now >= self._seen + TRANSITION:
                self._report(RELIEF)
            else:
                self._plan(max(INTERVAL + 0.001, self._seen + TRANSITION - now))
            return
        self._seen = now
        if available < 0:
            self._out_of_memory()
        if not self.active:
            self._report(PRESSURE)
        self._event_of_node("Warning", "EvictionThresholdMet", "Attempting to reclaim memory")
        self._evict_one(max(available, 0))
        self._plan(INTERVAL)

    def _capacity(self) -> int:
        node = self._kubelet.plane.objects.get(NODES, "", self._kubelet.name) or {}
        return amount("memory", ((node.get("status") or {}).get("capacity") or {}).get("memory", "0"))

    def _used(self) -> int:
        workers = list(self._kubelet.workers.values())
        system = readings.system_memory(self._capacity()) + readings.MEMORY_PER_POD * len(workers)
        return system + sum(_memory(worker) for worker in workers)

    def _report(self, verdict: tuple[str, str, str, str]) -> None:
        """Write the node's condition; the control plane taints the node for it."""
        status, reason, message, event = verdict
        plane, name = self._kubelet.plane, self._kubelet.name
        self.active = status == "True"
        now = plane.now()

        def change(new: Object) -> None:
            for one in new["status"].get("conditions") or ():
                if one["type"] == "MemoryPressure":
                    if one["status"] != status:
                        one["lastTransitionTime"] = now
                    one.update(status=status, reason=reason, message=message, lastHeartbeatTime=now)

        plane.objects.patch(NODES, "", name, change, subresource="status", manager="kubelet")
        self._event_of_node("Normal", event, f"Node {name} status is now: {event}")

    def _event_of_node(self, kind: str, reason: str, message: str) -> None:
        plane, name = self._kubelet.plane, self._kubelet.name
        if (node := plane.objects.get(NODES, "", name)) is not None:
            plane.events.event(node, kind, reason, message, "kubelet", host=name)

    def _out_of_memory(self) -> None:
        """There is less than nothing: the kernel kills what it scores worst, until there is enough."""
        running = [(worker, record) for worker in self._kubelet.workers.values() for record in worker.records
                   if record.is_running and not _critical(worker.pod)]  # fmt: skip
        running.sort(key=lambda pair: (_quality(pair[0].pod), -_used_by(pair[1])))
        for _, record in running:
            if self._used() <= self._capacity() or record.running is None:
                return
            process = str((record.spec.get("command") or [record.name])[0]).rpartition("/")[2]
            pid = 4000 + len(process) * 37 + record.restarts
            victim = f"System OOM encountered, victim process: {process}, pid: {pid}"
            self._event_of_node("Warning", "SystemOOM", victim)
            record.running.out_of_memory()

    def _evict_one(self, available: int) -> None:
        """Evict the pod that ranks worst: above its request, of low priority, furthest above."""
        workers = [one for one in self._kubelet.workers.values()
                   if not one.reason and not one.torn_down and one.ending is None and _memory(one)]  # fmt: skip
        workers.sort(key=lambda one: (_over(one) <= 0, one.pod["spec"].get("priority", 0), -_over(one)))
        for worker in workers:
            if not _critical(worker.pod):
                message = self._message(worker, available)
                worker.evict(message, 0.0, disrupted=True)
                return

    def _message(self, worker: PodWorker, available: int) -> str:
        text = f"The node was low on resource: memory. Threshold quantity: {_shown(THRESHOLD)}, " \
               f"available: {_shown(available >> 10 << 10)}. "  # fmt: skip
        for record in worker.records:
            used, request = _used_by(record), (record.resources.get("requests") or {}).get("memory", "0")
            if record.kind == MAIN and record.is_running and used > amount("memory", request):
                what = f"Container {record.name} was using {_shown(used >> 10 << 10)}, request is {request}"
                text += f"{what}, has larger consumption of memory. "
        return text

    # Pods that come

    def refuse(self, pod: Object) -> tuple[str, str] | None:
        """(reason, message) of a pod that the node does not take while it has too little memory, or None."""
        if not self.active or _critical(pod) or _quality(pod):
            return None
        if any(one.get("key") in {TAINT, None} for one in pod["spec"].get("tolerations") or ()):
            return None
        return "Evicted", "The node had condition: [MemoryPressure]. "

    # Local storage

    def watch_storage(self) -> None:
        """A pod with limits on local storage has come."""
        if not self._watching:
            self._watching = True
            self._kubelet.plane.agenda.after(INTERVAL, self._check_storage, periodic=True)

    def _check_storage(self) -> None:
        kubelet = self._kubelet
        limited = [one for one in kubelet.workers.values() if has_limits(one.pod) and not one.torn_down]
        self._watching = bool(limited)
        if limited:
            kubelet.plane.agenda.after(INTERVAL, self._check_storage, periodic=True)
        for worker in limited if not kubelet.stopped else ():
            problem = self._exceeded(worker) if not worker.reason and worker.ending is None else None
            if problem is not None:
                worker.evict(problem, 1.0)

    def _exceeded(self, worker: PodWorker) -> str | None:
        """What a pod's eviction says, or None when it keeps to its limits."""
        runtime, spec = self._kubelet.plane.runtime, worker.pod["spec"]
        total = 0
        for volume in spec.get("volumes") or ():
            source = volume.get("emptyDir")
            if source is None:
                continue
            used = runtime.volume_size(f"pod {worker.uid} {volume['name']}")
            limit = source.get("sizeLimit")
            if limit and 0 < amount("memory", limit) < used:
                return f'Usage of EmptyDir volume "{volume["name"]}" exceeds the limit "{limit}". '
            total += 0 if source.get("medium") == "Memory" else used
        running = [(one.name, one.running) for one in worker.records if one.running is not None and one.ended is None]
        written = {name: container.written() for name, container in running}
        limits = {one.name: _storage_limit(one) for one in worker.records if one.kind == MAIN}
        if limits and all(limits.values()):
            most = sum(amount("memory", limit) for limit in limits.values())
            if total + sum(written.values()) > most:
                return f"Pod ephemeral local storage usage exceeds the total limit of containers {_shown(most)}. "
        for name, limit in limits.items():
            if limit and written.get(name, 0) > amount("memory", limit):
                return f'Container {name} exceeded its local ephemeral storage limit "{limit}". '
        return None


def has_limits(pod: Object) -> bool:
    """Whether a pod says how much it may write."""
    spec = pod["spec"]
    if any((volume.get("emptyDir") or {}).get("sizeLimit") for volume in spec.get("volumes") or ()):
        return True
    containers = spec.get("containers") or ()
    return any("ephemeral-storage" in ((one.get("resources") or {}).get("limits") or {}) for one in containers)


def _storage_limit(record: Record) -> str:
    return str((record.resources.get("limits") or {}).get("ephemeral-storage", ""))


def _used_by(record: Record) -> int:
    return record.running.usage(0.0, 0.0)[1] if record.running is not None and record.ended is None else 0


def _memory(worker: PodWorker) -> int:
    return sum(_used_by(record) for record in worker.records)


def _over(worker: PodWorker) -> int:
    """Bytes that a pod uses above its request."""
    return _memory(worker) - pod_requests(worker.pod["spec"])[0].get("memory", 0)


def _critical(pod: Object) -> bool:
    mirror = MIRROR in (pod["metadata"].get("annotations") or {})
    return bool(mirror or pod["spec"].get("priority", 0) >= CRITICAL)


def _quality(pod: Object) -> int:
    """0 for BestEffort, 1 for Burstable, 2 for Guaranteed."""
    quality = (pod.get("status") or {}).get("qosClass", "BestEffort")
    return ("BestEffort", "Burstable", "Guaranteed").index(quality)


def _shown(size: int) -> str:
    return str(Quantity(size, 0, BINARY_SI))
