"""What always holds in a cluster, whatever is done to it; checked as things are written and between acts."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

import orjson

from app.cluster.control.pods import is_finished, is_ready
from app.cluster.scheduler.requirements import amount, pod_requests
from app.sim.label_selectors import LabelSelector
from tests.cluster.worlds import PODS, World

NODES, BUDGETS, REPLICA_SETS = ("", "nodes"), ("policy", "poddisruptionbudgets"), ("apps", "replicasets")
DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS = ("apps", "deployments"), ("apps", "statefulsets"), ("apps", "daemonsets")
SERVICES, SLICES = ("", "services"), ("discovery.k8s.io", "endpointslices")
MEMORY = 600.0  # seconds for which a number of replicas may still be on its way


class Watch:
    """Follows every write: a digest of the history, and what may never happen."""

    def __init__(self, world: World) -> None:
        self.world, self.objects = world, world.objects
        self.version = world.cluster.api.resource_version
        self.history = hashlib.sha256()
        self.writes = 0
        self._wanted: dict[str, list[tuple[float, int]]] = defaultdict(list)  # deployment -> (when, most pods)
        world.cluster.on_change(self.changed)

    def changed(self, event: str, key: tuple[str, str], obj: Any) -> None:
        """A write."""
        version = int(obj["metadata"]["resourceVersion"])
        assert version > self.version, f"{event} {key} {obj['metadata']['name']}: {version} after {self.version}"
        self.version = version
        self.writes += 1
        self.history.update(orjson.dumps([self.world.clock.now, event, key, obj]))
        if key == DEPLOYMENTS and event != "DELETED":
            self._wanted[obj["metadata"]["name"]].append((self.world.clock.now, most_pods(obj)))
        if key == PODS and event == "ADDED":
            self._pod_made(obj)

    def _pod_made(self, pod: Any) -> None:
        owner = next((one for one in pod["metadata"].get("ownerReferences") or () if one.get("controller")), None)
        if owner is None:
            return
        if owner["kind"] == "StatefulSet":
            self._in_order(pod, owner["name"])
        elif owner["kind"] == "ReplicaSet":
            self._within_surge(owner["name"])

    def _in_order(self, pod: Any, name: str) -> None:
        """Lower ordinals are ready before the next one is made."""
        owner = self.objects.get(STATEFUL_SETS, "default", name)
        if owner is None or owner["spec"].get("podManagementPolicy") != "OrderedReady":
            return
        for lower in range(int(pod["metadata"]["name"].rpartition("-")[2])):
            before = self.objects.get(PODS, "default", f"{name}-{lower}")
            assert before is not None, (name, lower)
            assert is_ready(before), (name, lower)

    def _within_surge(self, name: str) -> None:
        """The replica sets together want no more than replicas and surge, of the present spec or a moment ago.

        Their pods may be more for a moment: one set makes pods while another has yet to delete its own.
        """
        owner = self.objects.get(REPLICA_SETS, "default", name)
        parent = next(iter((owner or {"metadata": {}})["metadata"].get("ownerReferences") or ()), None)
        if parent is None:
            return
        now = self.world.clock.now
        sets = [obj for key, obj in self.objects.by_owner(parent["uid"]) if key == REPLICA_SETS]
        total, wanted = sum(one["spec"]["replicas"] for one in sets), self._wanted[parent["name"]]
        lately = max([most for when, most in wanted if now - when <= MEMORY] or [wanted[-1][1]])
        assert total <= lately, f"{parent['name']}: {total} replicas, {lately} allowed"

    # Evictions

    def budgets_of(self, pod: Any) -> list[tuple[str, int, int]]:
        """(name, healthy, desired) of the budgets that count a pod, before it is evicted."""
        found = []
        for budget in self.objects.list(BUDGETS, "default"):
            selector = LabelSelector.of(budget["spec"]["selector"])
            status = budget.get("status") or {}
            if selector.matches(pod["metadata"].get("labels") or {}) and "desiredHealthy" in status:
                pods = [one for one in self.world.pods() if selector.matches(one["metadata"].get("labels") or {})]
                healthy = sum(is_ready(one) and "deletionTimestamp" not in one["metadata"] for one in pods)
                found.append((budget["metadata"]["name"], healthy, status["desiredHealthy"]))
        return found

    def evicted(self, pod: Any, before: list[tuple[str, int, int]]) -> None:
        """An eviction was granted: a healthy pod may only go while more than enough are left."""
        if is_ready(pod) and "deletionTimestamp" not in pod["metadata"] and not is_finished(pod):
            for name, healthy, desired in before:
                assert healthy - 1 >= desired, f"budget {name}: {healthy} healthy, {desired} desired"

    # Between acts

    def check(self) -> None:
        """What holds at any moment."""
        self._addresses()
        self._capacity()

    def _addresses(self) -> None:
        seen: dict[str, str] = {}
        for pod in self.objects.list(PODS):
            address = (pod.get("status") or {}).get("podIP")
            if address and not is_finished(pod) and not pod["spec"].get("hostNetwork"):
                name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
                assert address not in seen, f"{address}: {seen[address]} and {name}"
                seen[address] = name

    def _capacity(self) -> None:
        for node in self.objects.list(NODES):
            pods = [one for one in self.objects.by_node(node["metadata"]["name"]) if not is_finished(one)]
            allocatable = node["status"]["allocatable"]
            assert len(pods) <= int(allocatable["pods"])
            used: dict[str, int] = defaultdict(int)
            for pod in pods:
                for name, value in pod_requests(pod["spec"])[0].items():
                    used[name] += value
            for name, value in used.items():
                assert value <= amount(name, allocatable[name]), (node["metadata"]["name"], name, value)


def most_pods(deployment: Any) -> int:
    """Replicas and surge."""
    replicas, strategy = deployment["spec"]["replicas"], deployment["spec"].get("strategy") or {}
    surge = (strategy.get("rollingUpdate") or {}).get("maxSurge", 0) if strategy.get("type") != "Recreate" else 0
    if isinstance(surge, str):
        surge = -(-int(surge.rstrip("%")) * replicas // 100)
    return int(replicas + surge)


def settled(world: World) -> dict[str, Any]:
    """What a cluster that has come to rest looks like, without names and times; asserts that all is as wanted."""
    found: dict[str, Any] = {}
    for deployment in world.objects.list(DEPLOYMENTS, "default"):
        name, status, wanted = deployment["metadata"]["name"], deployment["status"], deployment["spec"]["replicas"]
        counts = [status.get(one, 0) for one in ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas")]
        assert counts == [wanted] * 4, (name, status)
        found[f"deployment/{name}"] = [wanted, deployment["spec"]["template"]["spec"]["containers"][0]["image"]]
    for stateful in world.objects.list(STATEFUL_SETS, "default"):
        name, status, wanted = stateful["metadata"]["name"], stateful["status"], stateful["spec"]["replicas"]
        assert (status["replicas"], status.get("readyReplicas", 0)) == (wanted, wanted), (name, status)
        assert status["currentRevision"] == status["updateRevision"], (name, status)
        found[f"statefulset/{name}"] = [wanted, stateful["spec"]["template"]["spec"]["containers"][0]["image"]]
    for daemon in world.objects.list(DAEMON_SETS, "default"):
        name, status = daemon["metadata"]["name"], daemon["status"]
        nodes = len(list(world.objects.list(NODES)))
        counts = [status.get(one, 0) for one in ("desiredNumberScheduled", "updatedNumberScheduled", "numberReady")]
        assert counts == [nodes] * 3, (name, status)
        found[f"daemonset/{name}"] = daemon["spec"]["template"]["spec"]["containers"][0]["image"]
    found["pods"] = sorted(_pods(world))
    found["endpoints"] = _endpoints(world)
    return found


def _pods(world: World) -> list[str]:
    """Every pod runs for a controller that is there, with the image that is wanted."""
    found = []
    for pod in world.pods():
        meta = pod["metadata"]
        owner = next((one for one in meta.get("ownerReferences") or () if one.get("controller")), None)
        assert owner is not None, meta["name"]
        key = next(key for key in (REPLICA_SETS, STATEFUL_SETS, DAEMON_SETS, ("batch", "jobs"))
                   if world.objects.get(key, "default", owner["name"]) is not None)  # fmt: skip
        assert world.objects.get(key, "default", owner["name"])["metadata"]["uid"] == owner["uid"]  # type: ignore[index]
        assert "deletionTimestamp" not in meta, meta["name"]
        if key != ("batch", "jobs"):
            assert is_ready(pod), meta["name"]
            found.append(f"{meta['labels']['app']} {pod['spec']['containers'][0]['image']}")
    return found


def _endpoints(world: World) -> dict[str, int]:
    """Per service the addresses of its slices, which are those of the ready pods."""
    found = {}
    for service in world.objects.list(SERVICES, "default"):
        name, selector = service["metadata"]["name"], service["spec"].get("selector")
        if not selector:
            continue
        slices = [one for one in world.objects.list(SLICES, "default")
                  if one["metadata"]["labels"]["kubernetes.io/service-name"] == name]  # fmt: skip
        addresses = {address for one in slices for endpoint in one.get("endpoints") or ()
                     if endpoint["conditions"]["ready"] for address in endpoint["addresses"]}  # fmt: skip
        pods = {one["status"]["podIP"] for one in world.pods() if is_ready(one)
                and selector.items() <= (one["metadata"].get("labels") or {}).items()}  # fmt: skip
        assert addresses == pods, name
        found[name] = len(addresses)
    return found
