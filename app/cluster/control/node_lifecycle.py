"""Nodes that go silent: NotReady after the grace period, tainted, their pods evicted when their patience is over.

Follows kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go, tainteviction/taint_eviction.go and podgc.
Kubelets write no heartbeats: a node is silent from the moment its machine stops.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.pods import is_finished
from app.cluster.control.queue import Appointment
from app.cluster.control.resources import NODES, PODS, Name, Object, is_deleting, name_of
from app.cluster.scheduler.filters import tolerates
from app.sim.clock import parse_rfc3339

GRACE, CLASSIC_GRACE = 50.0, 40.0  # seconds of silence before a node counts as gone; longer since 1.32
CLASSIC_PATIENCE = 300.0  # seconds a silent node keeps its pods in releases without taint eviction
ORPHAN_QUARANTINE = 40.0  # seconds that pods of a deleted node are kept
NOT_READY, UNREACHABLE = "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
BY_CONDITION = {
    ("MemoryPressure", "True"): "node.kubernetes.io/memory-pressure",
    ("DiskPressure", "True"): "node.kubernetes.io/disk-pressure",
    ("PIDPressure", "True"): "node.kubernetes.io/pid-pressure",
    ("NetworkUnavailable", "True"): "node.kubernetes.io/network-unavailable",
    ("Ready", "False"): NOT_READY,
    ("Ready", "Unknown"): UNREACHABLE,
}
STARTED = ("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID")
OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"
COLLECTION = 20.0  # seconds between two looks of the pod garbage collector
KUBELET_LOOKS = 10.0  # seconds between two of a kubelet's looks at its node
MANAGED = frozenset({*BY_CONDITION.values(), UNSCHEDULABLE})
MANAGER = "kube-controller-manager"
HEALTHY = {
    "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
}


def register(plane: Plane) -> None:
    """Start the node lifecycle, taint eviction and pod garbage controllers."""
    lifecycle = NodeLifecycle(plane)
    plane.node_stopped = lifecycle.stopped
    plane.node_started = lifecycle.started


class NodeLifecycle:
    """Watches nodes, their taints and the pods on them."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("nodelifecycle", self.reconcile)
        self._silent: dict[str, Appointment] = {}
        self._ready: set[str] = set()  # the names of the nodes that are: nobody has to look at all of them
        self._evictions: dict[Name, tuple[float, float, Appointment]] = {}  # (since, due, ...)
        plane.subscribe(NODES, self._node_changed)
        plane.pods.relevant(self._pod_changed)

    # Silence

    def stopped(self, name: str) -> None:
        """The machine went away."""
        wait = (CLASSIC_GRACE if self.plane.classic else GRACE) + self.plane.randomness.between(0, 5)
        self._silent[name] = self.plane.agenda.after(wait, lambda: self._gone_silent(name))

    def started(self, name: str) -> None:
        """The machine is back, and its kubelet reports at once."""
        if (waiting := self._silent.pop(name, None)) is not None:
            waiting.cancel()
        node = self.plane.objects.get(NODES, "", name)
        if node is None:
            return
        was_ready = _ready(node) == "True"
        self._event(node, "Normal", "Starting", "Starting kubelet.", "kubelet", name)
        for reason in STARTED:
            self._event(node, "Normal", reason, f"Node {name} status is now: {reason}", "kubelet", name)
        message = "Updated Node Allocatable limit across pods"
        self._event(node, "Normal", "NodeAllocatableEnforced", message, "kubelet", name)
        self._set_conditions(node, HEALTHY)
        if not was_ready:
            self._event(node, "Normal", "NodeReady", f"Node {name} status is now: NodeReady", "kubelet", name)

    def _gone_silent(self, name: str) -> None:
        self._silent.pop(name, None)
        node = self.plane.objects.get(NODES, "", name)
        if node is None or _ready(node) == "Unknown":
            return
        unknown = ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
        self._set_conditions(node, dict.fromkeys(HEALTHY, unknown))
        message = f"Node {name} status is now: NodeNotReady"
        self._event(node, "Normal", "NodeNotReady", message, "node-controller")
        for pod in list(self.plane.objects.by_node(name)):
            self._mark_not_ready(pod)
        if self.plane.classic:
            self.plane.agenda.after(CLASSIC_PATIENCE, lambda: self._evict_all(name))

    def _evict_all(self, name: str) -> None:
        """Before taints did it, all pods of a node that stayed away were deleted at once."""
        node = self.plane.objects.get(NODES, "", name)
        if node is None or _ready(node) == "True":
            return
        for pod in list(self.plane.objects.by_node(name)):
            if not is_deleting(pod):
                message = f"Marking for deletion Pod {pod['metadata']['name']} from Node {name}"
                self._event(pod, "Normal", "NodeControllerEviction", message, "controllermanager")
                self.plane.delete(PODS, pod)

    def _set_conditions(self, node: Object, states: dict[str, tuple[str, str, str]]) -> None:
        now = self.plane.now()

        def change(new: Object) -> None:
            for one in new["status"].get("conditions") or ():
                if one["type"] in states:
                    status, reason, message = states[one["type"]]
                    if one["status"] != status:
                        one["lastTransitionTime"] = now
                    if status != "Unknown":
                        one["lastHeartbeatTime"] = now
                    one.update(status=status, reason=reason, message=message)

        self.plane.objects.patch(NODES, "", node["metadata"]["name"], change, subresource="status", manager=MANAGER)

    def _mark_not_ready(self, pod: Object) -> None:
        now = self.plane.now()
        changed = []

        def change(new: Object) -> None:
            for one in new.get("status", {}).get("conditions") or ():
                if one["type"] == "Ready" and one["status"] == "True":
                    one.update(status="False", lastTransitionTime=now)
                    changed.append(True)

        self.plane.objects.patch(PODS, *name_of(pod), change, subresource="status", manager=MANAGER)
        if changed:
            self._event(pod, "Warning", "NodeNotReady", "Node is not ready", "node-controller")

    def _event(self, about: Object, kind: str, reason: str, message: str, component: str, host: str = "") -> None:
        self.plane.events.event(about, kind, reason, message, component, host=host)

    # Taints

    def _node_changed(self, event: str, node: Object, old: Object | None) -> None:
        name = node["metadata"]["name"]
        self._note_ready(name, ready=event != "DELETED" and _ready(node) == "True")
        if event == "DELETED":
            self.plane.agenda.after(ORPHAN_QUARANTINE, lambda: self._collect_orphans(name))
            message = f"Node {name} event: Removing Node {name} from Controller"
            self._event(node, "Normal", "RemovingNode", message, "node-controller")
            return
        self.queue.add(("", name))
        self._note_cordon(node, old)
        if _out_of_service(node) and not (old is not None and _out_of_service(old)):
            self.plane.agenda.after(COLLECTION, lambda: self._collect_terminating(name))
        if old is None or old.get("spec", {}).get("taints") != node.get("spec", {}).get("taints"):
            if old is None and not _no_execute(node):
                return
            for pod in list(self.plane.objects.by_node(name)):
                self._judge(pod, node)

    def _note_ready(self, name: str, *, ready: bool) -> None:
        """The taints of all silent nodes depend on whether any node is ready."""
        some = bool(self._ready)
        if ready:
            self._ready.add(name)
        else:
            self._ready.discard(name)
        if some != bool(self._ready):
            for other in self.plane.objects.list(NODES):
                if _ready(other) != "True":
                    self.queue.add(name_of(other))

    def _note_cordon(self, node: Object, old: Object | None) -> None:
        """The kubelet tells when it sees that its node was cordoned, or no longer is."""
        if old is None or self.plane.bare:
            return
        cordoned = bool(node["spec"].get("unschedulable"))
        if cordoned == bool(old["spec"].get("unschedulable")):
            return
        name, reason = node["metadata"]["name"], "NodeNotSchedulable" if cordoned else "NodeSchedulable"

        def tell() -> None:
            self._event(node, "Normal", reason, f"Node {name} status is now: {reason}", "kubelet", name)

        if _ready(node) == "True":
            self.plane.agenda.after(self.plane.randomness.between(0, KUBELET_LOOKS), tell, periodic=True)

    def reconcile(self, item: Name) -> float | None:
        """Give a node the taints that its conditions and `unschedulable` ask for."""
        node = self.plane.objects.get(NODES, *item)
        if node is None or self.plane.classic:
            return None
        wanted = {(taint, "NoSchedule") for one in node.get("status", {}).get("conditions") or ()
                  if (taint := BY_CONDITION.get((one["type"], one["status"])))}  # fmt: skip
        if self._ready:  # when all are gone, the fault is taken for the control plane's own
            wanted |= {(key, "NoExecute") for key, _ in set(wanted) if key in {NOT_READY, UNREACHABLE}}
        if node["spec"].get("unschedulable"):
            wanted.add((UNSCHEDULABLE, "NoSchedule"))
        taints = node["spec"].get("taints") or []
        kept = [one for one in taints if one["key"] not in MANAGED or (one["key"], one["effect"]) in wanted]
        have = {(one["key"], one["effect"]) for one in kept}
        now = self.plane.now()
        added = [{"key": key, "effect": effect, "timeAdded": now} for key, effect in sorted(wanted - have)]
        if added or len(kept) != len(taints):
            spec = {**node["spec"], "taints": kept + added}
            if not spec["taints"]:
                spec.pop("taints")
            self.plane.write(NODES, {**node, "spec": spec}, MANAGER)
        return None

    # Evictions

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        name = pod["spec"].get("nodeName")
        if event == "DELETED" or is_deleting(pod):
            self._cancel(name_of(pod))
            return
        if not name or (old is not None and old["spec"].get("nodeName") == name):
            return
        node = self.plane.objects.get(NODES, "", name)
        if node is not None and _no_execute(node):
            self._judge(pod, node)
        elif node is None:
            self.plane.agenda.after(ORPHAN_QUARANTINE, lambda: self._collect_orphans(name))

    def _judge(self, pod: Object, node: Object) -> None:
        """When, if ever, this pod has to leave its node."""
        taints = _no_execute(node)
        if is_deleting(pod) or not taints:
            self._cancel(name_of(pod), pod)
            return
        tolerations = pod["spec"].get("tolerations") or []
        patience: float | None = None
        for taint in taints:
            covering = [one for one in tolerations if tolerates(one, taint)]
            if not covering:
                patience = 0.0
                break
            limits = [one["tolerationSeconds"] for one in covering if one.get("tolerationSeconds") is not None]
            if limits:
                shortest = max(0.0, float(min(limits)))
                patience = shortest if patience is None else min(patience, shortest)
        name = name_of(pod)
        if patience is None:
            self._cancel(name, pod)
            return
        planned = self._evictions.get(name)
        if planned is not None and patience > 0:
            began = planned[0]
            if began + patience >= planned[1]:
                return
        else:
            began = min(self.plane.clock.now, _tainted_since(pod, taints, self.plane.clock.now))
        if planned is not None:
            self._cancel(name, pod if patience == 0 else None)
        when = max(self.plane.clock.now, began + patience)
        appointment = self.plane.agenda.after(when - self.plane.clock.now, lambda: self._evict(name))
        self._evictions[name] = (began, when, appointment)

    def _cancel(self, name: Name, pod: Object | None = None) -> None:
        planned = self._evictions.pop(name, None)
        if planned is None:
            return
        planned[2].cancel()
        if pod is not None and not is_deleting(pod):
            message = f"Cancelling deletion of Pod {name[0]}/{name[1]}"
            self._event(pod, "Normal", "TaintManagerEviction", message, "taint-eviction-controller")

    def _evict(self, name: Name) -> None:
        self._evictions.pop(name, None)
        pod = self.plane.objects.get(PODS, *name)
        if pod is None or is_deleting(pod):
            return
        message = f"Marking for deletion Pod {name[0]}/{name[1]}"
        self._event(pod, "Normal", "TaintManagerEviction", message, "taint-eviction-controller")
        self._disrupt(pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint")
        self.plane.delete(PODS, pod)

    def _disrupt(self, pod: Object, reason: str, message: str, *, fail: bool = False) -> None:
        """The condition that tells controllers why the pod goes; `fail` when it will never end by itself."""
        now = self.plane.now()

        def change(new: Object) -> None:
            if fail and not is_finished(new):
                new["status"]["phase"] = "Failed"
            if not reason:
                return
            conditions = [one for one in new["status"].get("conditions") or () if one["type"] != "DisruptionTarget"]
            made = {"type": "DisruptionTarget", "status": "True", "reason": reason, "message": message,
                    "lastProbeTime": None, "lastTransitionTime": now}  # fmt: skip
            new["status"]["conditions"] = [*conditions, made]

        if not self.plane.classic:
            self.plane.objects.patch(PODS, *name_of(pod), change, subresource="status", manager=MANAGER)

    def _collect_orphans(self, node: str) -> None:
        """Pods of a node that is no more."""
        if self.plane.objects.get(NODES, "", node) is None:
            for pod in list(self.plane.objects.by_node(node)):
                self._disrupt(pod, "DeletionByPodGC", "PodGC: node no longer exists", fail=True)
                self.plane.delete(PODS, pod, grace=0)

    def _collect_terminating(self, name: str) -> None:
        """Nobody waits for the pods of a node that is said to be out of service. Follows podgc: gcTerminating."""
        node = self.plane.objects.get(NODES, "", name)
        if node is None or not _out_of_service(node):
            return
        if _ready(node) != "True":
            for pod in list(self.plane.objects.by_node(name)):
                if is_deleting(pod) and not is_finished(pod):
                    self._disrupt(pod, "", "", fail=True)
                    self.plane.delete(PODS, pod, grace=0)
        self.plane.agenda.after(COLLECTION, lambda: self._collect_terminating(name), periodic=True)


def _tainted_since(pod: Object, taints: list[Object], now: float) -> float:
    """Since when a pod has lived with taints that it tolerates for a while only; now when nobody noted that."""
    if not all("timeAdded" in one for one in taints):
        return now
    times = [parse_rfc3339(one["timeAdded"]) for one in taints]
    placed = [one["lastTransitionTime"] for one in pod.get("status", {}).get("conditions") or ()
              if one["type"] == "PodScheduled" and one.get("lastTransitionTime")]  # fmt: skip
    return max([*times, *(parse_rfc3339(one) for one in placed)])


def _out_of_service(node: Object) -> bool:
    return any(one["key"] == OUT_OF_SERVICE for one in node.get("spec", {}).get("taints") or ())


def _ready(node: Object) -> str:
    for one in node.get("status", {}).get("conditions") or ():
        if one["type"] == "Ready":
            return str(one["status"])
    return "Unknown"


def _no_execute(node: Object) -> list[Object]:
    return [one for one in node.get("spec", {}).get("taints") or () if one.get("effect") == "NoExecute"]
