"""Small clusters to act in, and what happens in them."""

from __future__ import annotations

from typing import Any

import orjson

from app.cluster.cluster import Cluster, ClusterSpec, NodeSpec
from app.cluster.images.runtime import ImageRuntime
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

Object = dict[str, Any]
START = 1795413600.0  # 2026-11-23T06:00:00Z
THREE = (NodeSpec("controlplane", "control-plane"), NodeSpec("node01"), NodeSpec("node02"))
DEPLOYMENTS, PODS, EVENTS = ("apps", "deployments"), ("", "pods"), ("", "events")


class World:
    """A cluster and its clock."""

    def __init__(
        self,
        preset: str = "bare",
        release: str = "1.36",
        nodes: tuple[NodeSpec, ...] = THREE,
        *,
        seed: int = 1,
        settle: float = 5.0,
    ) -> None:
        self.clock = Clock(START)
        self.randomness = Randomness(seed)
        self.network = Network(self.clock)
        runtime = ImageRuntime(self.clock, self.network, self.randomness, bare=preset == "bare")
        spec = ClusterSpec(release, nodes, preset)
        self.cluster = Cluster(self.clock, self.randomness, self.network, runtime, spec)
        self.objects = self.cluster.api.objects
        self.advance(settle)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(self.clock.now + seconds)

    def restored(self) -> World:
        """The same world, taken up from a snapshot."""
        state = orjson.loads(orjson.dumps(self.cluster.snapshot()))
        again = World.__new__(World)
        again.clock, again.randomness = Clock(self.clock.now), Randomness(1)
        again.randomness.restore(self.randomness.state())
        again.network = Network(again.clock)
        bare = self.cluster.spec.preset == "bare"
        runtime = ImageRuntime(again.clock, again.network, again.randomness, bare=bare)
        again.cluster = Cluster.restore(state, again.clock, again.randomness, again.network, runtime)
        again.objects = again.cluster.api.objects
        return again

    def create(self, key: tuple[str, str], obj: Object) -> Object:
        """Create an object."""
        return self.objects.create(key, obj)

    def pods(self, namespace: str = "default") -> list[Object]:
        """The pods of a namespace."""
        return list(self.objects.list(PODS, namespace))

    def events(self, about: str = "", *, kind: str = "") -> list[tuple[str, str, str, int | None]]:
        """(type, reason, message, count) of the events about an object of this name, oldest first."""
        found = []
        for one in self.objects.list(EVENTS):
            object_ = one["involvedObject"]
            if about in {"", object_["name"]} and kind in {"", object_["kind"]}:
                found.append(one)
        found.sort(key=lambda one: int(one["metadata"]["resourceVersion"]))
        return [(one["type"], one["reason"], one["message"], one.get("count")) for one in found]

    def reasons(self, about: str) -> list[str]:
        """The reasons of the events about an object."""
        return [reason for _, reason, _, _ in self.events(about)]


def deployment(name: str, image: str, replicas: int = 1, namespace: str = "default", **spec: Any) -> Object:
    """What `kubectl create deployment` makes."""
    container = {"name": image.rpartition("/")[2].split(":", maxsplit=1)[0], "image": image}
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template, **spec},
    }


def pod(name: str, *args: str, image: str = "busybox", restart: str = "Always", **spec: Any) -> Object:
    """What `kubectl run` makes."""
    container: Object = {"name": name, "image": image}
    if args:
        container["args"] = list(args)
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "labels": {"run": name}},
        "spec": {"restartPolicy": restart, "containers": [container], **spec},
    }


def config_map(name: str, owner: Object | None = None, **more: Any) -> Object:
    """A config map, owned by another object."""
    meta = {"name": name, "namespace": "default", **more}
    if owner is not None:
        meta["ownerReferences"] = [{"apiVersion": owner["apiVersion"], "kind": owner["kind"],
                                    "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"]}]  # fmt: skip
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta}
