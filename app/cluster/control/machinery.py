"""Starts and holds everything that acts in a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import app.cluster.kinds as kinds_package
from app.cluster.control import components
from app.cluster.control.plane import Plane, Used
from app.cluster.control.resources import NODES, PODS, Object
from app.cluster.node.kubelet import Kubelet
from app.cluster.node.pulls import node_images
from app.cluster.scheduler.scheduler import Scheduler
from app.network.network import Interface

if TYPE_CHECKING:
    from app.cluster.cluster import Cluster

# Loops that belong to no single kind, each with a `register(plane)`; in this order.
LOOPS = (
    "control.accounts",
    "control.garbage",
    "control.namespaces",
    "control.node_lifecycle",
    "control.terminated_pods",
    "control.heartbeats",
    "control.leadership",
    "control.endpoints",
    "control.load_balancers",
    "control.disruption",
    "control.quotas",
    "control.volumes",
    "control.ephemeral_volumes",
    "control.expansion",
    "control.attachments",
    "node.proxy",
    "node.policies",
    "node.refresh",
)


class Machinery:
    """All control loops, the scheduler and the kubelets of one cluster. See app.cluster.cluster.Control."""

    def __init__(self, cluster: Cluster, state: Any = None) -> None:
        self.cluster = cluster
        self.plane = Plane(
            cluster.api,
            cluster.clock,
            cluster.randomness,
            cluster.network,
            cluster.runtime,
            classic=cluster.spec.release == "1.5",
            bare=cluster.spec.preset == "bare",
        )
        self.plane.machines = dict(cluster.interfaces)
        self.kubelets: dict[str, Kubelet] = {}
        self.stopped: set[str] = set()
        if state is not None:
            self.plane.events.restore(state["events"])
            self.plane.kept = state.get("kept") or {}
            self.stopped = set(state["stopped"])
            self.plane.balancer = state.get("balancer", "")
            for name, before in state["kubelets"].items():
                if (made := self._kubelet(name)) is not None:
                    made.restore(before)
        if not self.plane.bare:
            self.plane.usage = self.usage
        self.scheduler = Scheduler(self.plane)
        self.plane.components.changed.append(self._components_changed)
        cluster.api.runs = lambda name: name not in self.plane.components.down
        cluster.api.before_read[NODES] = lambda watch: self._report_images()
        register_kinds(self.plane)
        for name in LOOPS:
            import_module(f"app.cluster.{name}").register(self.plane)
        self.plane.subscribe(PODS, self._pod_changed)
        self.plane.replay()
        if state is not None:
            for name in state.get("down", ()):
                self.plane.components.change(name, up=False)
        for name, one in self.kubelets.items():
            if one.stopped:  # in a snapshot: whether it has been silent for long enough is found out anew
                self.plane.node_stopped(name)

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        name = pod["spec"].get("nodeName")
        if name and (made := self._kubelet(name)) is not None:
            made.pod_changed(event, pod)

    def _kubelet(self, name: str) -> Kubelet | None:
        """The node's kubelet, made when it is needed first."""
        found = self.kubelets.get(name)
        if found is None:
            node = self.plane.objects.get(NODES, "", name)
            if node is None:
                return None
            interface = self.cluster.interfaces.get(name) or Interface(name, _address(node))
            version = node.get("status", {}).get("nodeInfo", {}).get("kubeletVersion", "v1.36.2")
            found = Kubelet(self.plane, name, interface, self._pod_cidr(node), ".".join(version[1:].split(".")[:2]))
            found.stopped = name in self.stopped
            self.kubelets[name] = found
        return found

    def _report_images(self) -> None:
        """Somebody looks at nodes: they tell which images they have by now."""
        names, self.plane.with_new_images = sorted(self.plane.with_new_images), set()
        for name in names:
            node = self.plane.objects.get(NODES, "", name)
            if node is not None and (found := self.kubelets.get(name)) is not None:
                images = node_images(found.pulls)
                self.plane.objects.rewrite(NODES, node, "kubelet", status={**node["status"], "images": images})

    def _pod_cidr(self, node: Object) -> str:
        if cidr := node.get("spec", {}).get("podCIDR"):
            return str(cidr)
        numbers = {one.name: number for number, one in enumerate(self.cluster.spec.nodes)}
        block = (244 << 8) + numbers.get(node["metadata"]["name"], len(numbers) + len(self.kubelets))
        return f"{10 + (block >> 16)}.{block >> 8 & 255}.{block & 255}.0/24"

    # app.cluster.cluster.Control

    def kubelet(self, node: str) -> Kubelet | None:
        """A node's kubelet; None when the machine is away or there is none."""
        found = self._kubelet(node)
        return None if found is None or found.stopped else found

    def away(self, node: str) -> bool:
        """Whether a machine is away."""
        return node in self.stopped

    def stop_node(self, name: str) -> None:
        """The machine goes away."""
        self.stopped.add(name)
        if (found := self._kubelet(name)) is not None and not found.stopped:
            found.stop()
            self.plane.node_stopped(name)

    def start_node(self, name: str) -> None:
        """It comes back."""
        away = name in self.stopped
        self.stopped.discard(name)
        if away and (found := self._kubelet(name)) is not None and found.stopped:
            found.start()
            self.plane.node_started(name)

    def stop_kubelet(self, name: str) -> None:
        """Only the kubelet of a machine ends."""
        if (found := self._kubelet(name)) is not None and not found.stopped:
            found.fall_silent()
            self.plane.node_stopped(name)

    def start_kubelet(self, name: str) -> None:
        """It is started again."""
        if name not in self.stopped and (found := self._kubelet(name)) is not None and found.stopped:
            found.speak_again()
            self.plane.node_started(name)

    def load_balancer(self, provider: str) -> None:
        """Who gives Services of type LoadBalancer their addresses from now on."""
        self.plane.balancer = provider
        self.plane.balancer_changed()

    def manifests(self, node: str, files: Mapping[str, bytes], *, adopt: bool = False) -> None:
        """The files of a node's static pods; `adopt` when these are those that run already."""
        found = self._kubelet(node)
        if found is None or found.stopped:
            return
        if adopt and found.static.files is None:
            found.static.adopt(files)
        elif not adopt:
            found.static.update(files)

    def power(self, *, on: bool, machines: bool) -> None:
        """The control plane ends or goes on, and with it every machine: nobody is left to notice."""
        if machines and not on:
            self.stopped.update(self.cluster.interfaces)
            for one in self.kubelets.values():
                one.stop()
        for name in components.NAMES:
            self.plane.components.change(name, up=on)
        if machines and on:
            for name in self.cluster.interfaces:
                self.start_node(name)

    def add_node(self, name: str, interface: Interface) -> None:
        """A machine joins."""
        self.plane.machines[name] = interface

    def remove_node(self, name: str) -> None:
        """A machine leaves for good."""
        if (found := self.kubelets.pop(name, None)) is not None:
            found.stop()
        self.plane.machines.pop(name, None)
        self.stopped.discard(name)

    def end(self) -> None:
        """Every machine goes away, and nothing is due any more."""
        for one in self.kubelets.values():
            one.stop()
        self.plane.agenda.closed = True
        self.plane.agenda.pending = 0

    def usage(self, pod: Object, begin: float, end: float) -> dict[str, Used] | None:
        """What a pod's running containers use between two moments, by name; None when nobody can tell."""
        found = self.kubelet(pod["spec"].get("nodeName", ""))
        worker = found.workers.get(pod["metadata"]["uid"]) if found is not None else None
        if worker is None:
            return None
        running = [(one, one.running) for one in worker.records if one.running is not None and one.ended is None]
        return {record.name: Used(*container.usage(begin, end), record.began) for record, container in running}

    def _components_changed(self) -> None:
        """A part of the control plane ended or begins its work."""
        self.cluster.serve(up=self.plane.components.listening)
        for queue in self.plane.queues.values():
            queue.resume()
        self.scheduler.waiting.resume()

    def settled(self) -> bool:
        """Whether nothing is due but periodic things, and what waits for a part of the control plane that is down."""
        held = 0
        if not self.plane.components.controlling:
            held = sum(queue.counted for queue in self.plane.queues.values())
        return self.plane.agenda.pending <= held and not self.plane.api.held

    def snapshot(self) -> Any:
        """What does not follow from the objects, as JSON data."""
        return {
            "events": self.plane.events.snapshot(),
            "kept": {name: dict(found) for name, found in self.plane.kept.items()},
            "stopped": sorted(self.stopped),
            "balancer": self.plane.balancer,
            "down": sorted(self.plane.components.down),
            "kubelets": {name: one.snapshot() for name, one in self.kubelets.items()},
        }


def register_kinds(plane: Plane) -> None:
    """Start every kind's reconciler."""
    for register in _reconcilers():
        register(plane)


@cache  # looking for modules takes milliseconds, and every lab makes a cluster
def _reconcilers() -> tuple[Callable[[Plane], None], ...]:
    """The `register` functions of the kinds: the folder is the registry."""
    found = []
    for folder in sorted(Path(kinds_package.__path__[0]).iterdir()):
        name = f"app.cluster.kinds.{folder.name}"
        if (folder / "__init__.py").exists() and find_spec(f"{name}.reconcile") is not None:
            found.append(import_module(f"{name}.reconcile").register)
    return tuple(found)


def _address(node: Object) -> str:
    for address in node.get("status", {}).get("addresses") or ():
        if address["type"] == "InternalIP":
            return str(address["address"])
    return ""
