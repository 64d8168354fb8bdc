"""The cluster that a lab's minikube makes and throws away. See app.host.local_cluster."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from app.cluster.api.errors import ApiError
from app.cluster.cluster import Cluster, ClusterSpec, NodeSpec
from app.cluster.control.machinery import Machinery
from app.cluster.published import minikube
from app.cluster.releases import RELEASES
from app.host.host import Host
from app.host.local_cluster import LocalMachine
from app.host.minikube import profile
from app.labs.node.machines import Nodes

MINIKUBE_PORT = 8443
MANAGER = "kubectl-client-side-apply"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
OWNERS = {"Deployment": "deployments", "DaemonSet": "daemonsets", "Pod": "pods"}


def machine_spec(machine: LocalMachine) -> NodeSpec:
    """A machine as the cluster knows it."""
    role = "control-plane" if machine.control_plane else ""
    memory, cpus = f"{machine.memory}Mi", str(machine.cpus)
    return NodeSpec(machine.name, role, cpus, memory, (), machine.address, machine.runtime)


def minikube_nodes(count: int) -> tuple[NodeSpec, ...]:
    """The machines of a cluster that runs already, of the usual size."""
    return tuple(machine_spec(profile.machine("minikube", number)) for number in range(1, max(1, count) + 1))


class MinikubeCluster:
    """See app.host.local_cluster.LocalCluster. `classic` are the nodes of the 2018 machine, which is one itself."""

    def __init__(self, cluster: Cluster, nodes: Nodes, host: Host, classic: Sequence[NodeSpec]) -> None:
        self.cluster, self.nodes, self.own, self._classic = cluster, nodes, host, tuple(classic)

    @property
    def release(self) -> str:
        """The version to be had."""
        return str(RELEASES[self.cluster.spec.release].version["gitVersion"])

    @property
    def on_host(self) -> bool:
        """In 2018."""
        return not RELEASES[self.cluster.spec.release].modern

    @property
    def taken(self) -> bool:
        """A modern node of another tool's cluster cannot hold a second one."""
        return not self.on_host and self.own.spec.name in self.cluster.interfaces

    def server(self) -> tuple[str, int]:
        """Where the API server listens."""
        return self.cluster.server

    def machines(self) -> list[str]:
        """The nodes' names."""
        return [node.name for node in self.cluster.spec.nodes]

    def _machinery(self) -> Machinery | None:
        control = self.cluster.control
        return control if isinstance(control, Machinery) else None

    def running(self, machine: str) -> bool:
        """Whether it is switched on."""
        control = self._machinery()
        return control is not None and machine in self.machines() and machine not in control.stopped

    def serving(self) -> bool:
        """Whether the API server answers."""
        control = self._machinery()
        return control is not None and control.plane.components.serving

    def take_over(self) -> None:
        """The cluster was there before the learner: minikube knows it, and kubectl is set up for it."""
        machines = [profile.machine(one.name, 1, one.address, one.cpu) for one in self.cluster.spec.nodes]
        machines = [replace(one, control_plane=not number) for number, one in enumerate(machines)]
        if not self.on_host:
            for name in profile.DEFAULT_ADDONS:
                self.enable(name)
        profile.install(self.own, self, machines[0].name if not self.on_host else "minikube", machines)

    def create(self, machines: Sequence[LocalMachine]) -> None:
        """Make it."""
        release = self.cluster.spec.release
        if self.on_host:
            given = self._classic or (NodeSpec(self.own.spec.name),)
            spec = ClusterSpec(release, given, "lesson")
        else:
            spec = ClusterSpec(release, tuple(map(machine_spec, machines)), "minikube", MINIKUBE_PORT)
        self.cluster.rebuild(spec)
        self.nodes.forget()

    def delete(self) -> None:
        """Throw it away."""
        self.cluster.rebuild(replace(self.cluster.spec, nodes=()))
        self.nodes.forget()

    def power(self, *, on: bool) -> None:
        """Switch everything on or off."""
        self.cluster.power(on=on)

    def pause(self, *, paused: bool) -> None:
        """Freeze the control plane."""
        self.cluster.power(on=not paused, machines=False)

    def add(self, machine: LocalMachine) -> None:
        """One more node."""
        self.cluster.add_node(machine_spec(machine))

    def remove(self, machine: str) -> None:
        """One less."""
        self.cluster.remove_node(machine)
        self.nodes.drop(machine)

    def power_machine(self, machine: str, *, on: bool) -> None:
        """Switch a node on or off."""
        (self.cluster.start_node if on else self.cluster.stop_node)(machine)

    def host(self, machine: str) -> Host | None:
        """A node's machine."""
        return self.nodes.host(machine)

    def credentials(self) -> dict[str, str]:
        """The administrator's, as PEM."""
        config = self.cluster.kubeconfig()
        user, where = config["users"][0]["user"], config["clusters"][0]["cluster"]
        found = {
            "ca.crt": where["certificate-authority-data"], "client.crt": user["client-certificate-data"],
            "client.key": user["client-key-data"],
        }  # fmt: skip
        return {name: base64.b64decode(data).decode() for name, data in found.items()}

    def tunnel(self, *, is_open: bool) -> None:
        """Whether load balancers get addresses."""
        self.cluster.load_balancer("tunnel" if is_open else "")

    # -- addons

    def has_addon(self, name: str) -> bool:
        """Whether it is simulated."""
        return minikube.addon(name) is not None

    def enable(self, name: str) -> None:
        """Apply its objects, as `kubectl apply` does on the node."""
        for obj in minikube.addon(name) or ():
            objects, meta = self.cluster.api.objects, obj["metadata"]
            text = orjson.dumps(obj).decode() + "\n"
            made = {**obj, "metadata": {**meta, "annotations": {**meta.get("annotations", {}), LAST_APPLIED: text}}}
            key = self._key(obj)
            if key is not None and objects.get(key, meta.get("namespace", ""), meta["name"]) is None:
                objects.create(key, made, manager=MANAGER)

    def disable(self, name: str) -> None:
        """Delete them, the last ones first."""
        for obj in reversed(minikube.addon(name) or ()):
            key, meta = self._key(obj), obj["metadata"]
            if key is None:
                continue
            try:
                self.cluster.api.objects.delete(key, meta.get("namespace", ""), meta["name"])
            except ApiError:
                continue

    def addon_ready(self, name: str) -> bool:
        """Whether all that it deployed is available."""
        wanted = [one for one in minikube.addon(name) or () if one["kind"] in OWNERS]
        return all(self._ready(one) for one in wanted)

    def _ready(self, obj: dict[str, Any]) -> bool:
        key, meta = self._key(obj), obj["metadata"]
        found = self.cluster.api.objects.get(key, meta.get("namespace", ""), meta["name"]) if key else None
        status = (found or {}).get("status", {})
        if obj["kind"] == "Pod":
            return bool(status.get("phase") == "Running")
        if obj["kind"] == "DaemonSet":
            return bool(status.get("numberReady", 0) >= status.get("desiredNumberScheduled", 1))
        return bool(status.get("readyReplicas", 0) >= obj["spec"].get("replicas", 1))

    def _key(self, obj: dict[str, Any]) -> tuple[str, str] | None:
        group = obj["apiVersion"].rpartition("/")[0]
        for resource in self.cluster.api.resources.all():
            if (resource.kind.group, resource.kind.kind) == (group, obj["kind"]):
                return resource.kind.group, resource.kind.plural
        return None
