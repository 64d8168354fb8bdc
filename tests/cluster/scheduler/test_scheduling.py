"""Where pods go, and what the scheduler says when they go nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.cluster import NodeSpec
from app.cluster.scheduler.filters import tolerates
from app.cluster.scheduler.requirements import pod_requests
from tests.cluster.worlds import DEPLOYMENTS, PODS, THREE, World, deployment, pod

NODES = ("", "nodes")
ZONE = "topology.kubernetes.io/zone"
NOT_HELPFUL = (
    "no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
)


def change_node(world: World, name: str, **spec: Any) -> None:
    world.objects.patch(NODES, "", name, lambda node: node["spec"].update(spec))


def requesting(name: str, cpu: str, **spec: Any) -> Any:
    made = pod(name, image="nginx", **spec)
    made["spec"]["containers"][0]["resources"] = {"requests": {"cpu": cpu}}
    return made


def refusal(world: World, name: str) -> str:
    return next(message for _, reason, message, _ in world.events(name) if reason == "FailedScheduling")


def taint(key: str, value: str = "", effect: str = "NoSchedule") -> list[dict[str, str]]:
    return [{"key": key, "value": value, "effect": effect}]


@pytest.fixture
def tainted() -> World:
    world = World()
    change_node(world, "node01", taints=taint("only", "gpu"))
    change_node(world, "node02", unschedulable=True)
    change_node(world, "controlplane", taints=taint("node-role.kubernetes.io/control-plane"))
    return world


def test_each_node_counts_for_the_first_filter_that_refuses_it(tainted: World) -> None:
    tainted.create(PODS, pod("plain", image="nginx"))
    tolerations = [{"key": "only", "operator": "Equal", "value": "gpu", "effect": "NoSchedule"}]
    tainted.create(PODS, requesting("tol", "3", tolerations=tolerations))
    tainted.advance(2)
    assert refusal(tainted, "plain") == (
        "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) had untolerated taint(s). " + NOT_HELPFUL
    )
    assert refusal(tainted, "tol") == (
        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were "
        "unschedulable. " + NOT_HELPFUL
    )


def test_a_waiting_pod_is_placed_when_a_node_opens(tainted: World) -> None:
    tainted.create(PODS, pod("plain", image="nginx"))
    tainted.advance(2)
    assert tainted.pods()[0]["status"]["conditions"][0]["reason"] == "Unschedulable"
    change_node(tainted, "node02", unschedulable=False)
    tainted.advance(3)
    assert (tainted.pods()[0]["spec"]["nodeName"], tainted.pods()[0]["status"]["phase"]) == ("node02", "Running")


def test_the_node_selector_is_a_filter() -> None:
    world = World()
    world.create(PODS, pod("bad", image="nginx", nodeSelector={"no": "where"}))
    world.advance(2)
    assert refusal(world, "bad") == (
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. " + NOT_HELPFUL
    )


def test_pods_of_one_owner_spread_over_the_nodes() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 6))
    world.advance(3)
    placed = [one["spec"]["nodeName"] for one in world.pods()]
    assert sorted(placed) == ["controlplane"] * 2 + ["node01"] * 2 + ["node02"] * 2


def test_a_full_node_refuses() -> None:
    world = World(nodes=(NodeSpec("solo", "control-plane"),))
    world.create(PODS, requesting("first", "700m"))
    world.create(PODS, requesting("second", "700m"))
    world.advance(3)
    assert [one["status"]["phase"] for one in world.pods()] == ["Running", "Pending"]
    assert refusal(world, "second") == (
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are "
        "available: 1 No preemption victims found for incoming pod."
    )


def test_a_pod_of_higher_priority_takes_the_place_of_a_lower_one() -> None:
    world = World()
    classes = ("scheduling.k8s.io", "priorityclasses")
    world.create(classes, {"metadata": {"name": "high"}, "value": 1000})
    here = {"kubernetes.io/hostname": "node01"}
    world.create(PODS, requesting("small", "800m", nodeSelector=here))
    world.advance(2)
    big = world.create(PODS, requesting("big", "800m", nodeSelector=here, priorityClassName="high"))
    world.advance(5)
    assert [(one["metadata"]["name"], one["status"]["phase"]) for one in world.pods()] == [("big", "Running")]
    uid = big["metadata"]["uid"]
    assert ("Normal", "Preempted", f"Preempted by pod {uid} on node node01", None) in world.events("small")
    assert refusal(world, "big") == (
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector."
    )


def test_required_anti_affinity_keeps_pods_apart() -> None:
    world = World()
    term = {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "kubernetes.io/hostname"}
    made = deployment("web", "nginx", 4)
    made["spec"]["template"]["spec"]["affinity"] = {
        "podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    }
    world.create(DEPLOYMENTS, made)
    world.advance(3)
    placed = sorted(one["spec"].get("nodeName", "") for one in world.pods())
    assert placed == ["", "controlplane", "node01", "node02"]
    waiting = next(one["metadata"]["name"] for one in world.pods() if not one["spec"].get("nodeName"))
    assert refusal(world, waiting).startswith(
        "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules."
    )


def test_hard_spread_constraints_hold() -> None:
    world = World()
    made = deployment("web", "nginx", 5)
    made["spec"]["template"]["spec"]["topologySpreadConstraints"] = [
        {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule",
         "labelSelector": {"matchLabels": {"app": "web"}}}
    ]  # fmt: skip
    world.create(DEPLOYMENTS, made)
    world.advance(3)
    placed = [one["spec"]["nodeName"] for one in world.pods()]
    assert sorted(placed.count(name) for name in set(placed)) == [1, 2, 2]


def test_an_unbound_claim_keeps_its_pod_waiting() -> None:
    world = World()
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    world.create(PODS, pod("db", image="nginx", volumes=[volume]))
    world.advance(1)
    assert refusal(world, "db") == f'0/3 nodes are available: persistentvolumeclaim "data" not found. {NOT_HELPFUL}'


def test_a_volume_keeps_its_pod_in_its_zone() -> None:
    world = World()
    for node, zone in (("node01", "a"), ("node02", "b")):
        world.objects.patch(
            ("", "nodes"), "", node, lambda new, zone=zone: new["metadata"]["labels"].update({ZONE: zone}))  # fmt: skip
    spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/d"}}
    labels = {"failure-domain.beta.kubernetes.io/zone": "c__d"}
    world.create(("", "persistentvolumes"), {"metadata": {"name": "pv", "labels": labels}, "spec": spec})
    wanted = {"accessModes": ["ReadWriteOnce"], "storageClassName": "", "resources": {"requests": {"storage": "1Gi"}}}
    world.create(("", "persistentvolumeclaims"), {"metadata": {"name": "c", "namespace": "default"}, "spec": wanted})
    world.advance(5)
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "c"}}
    world.create(PODS, pod("out", image="nginx", volumes=[volume], nodeSelector={ZONE: "a"}))
    world.create(PODS, pod("in", image="nginx", volumes=[volume]))
    world.advance(1)
    assert refusal(world, "out").startswith(
        "0/3 nodes are available: 1 node(s) had no available volume zone, "
        "2 node(s) didn't match Pod's node affinity/selector.")  # fmt: skip
    found = world.objects.get(PODS, "default", "in")
    assert found is not None
    assert found["spec"]["nodeName"] == "controlplane"  # which is in no zone at all


def test_a_node_has_only_so_many_volumes_of_a_driver() -> None:
    world = World(nodes=THREE[:1])
    driver = {"name": "disk.csi.example.com", "nodeID": "n", "topologyKeys": None, "allocatable": {"count": 1}}
    world.create(("storage.k8s.io", "csinodes"), {"metadata": {"name": "controlplane"}, "spec": {"drivers": [driver]}})
    made = {"metadata": {"name": "disk"}, "provisioner": driver["name"], "volumeBindingMode": "Immediate"}
    world.create(("storage.k8s.io", "storageclasses"), made)
    for name in ("a", "b"):
        spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "disk",
                "csi": {"driver": "disk.csi.example.com", "volumeHandle": name}}  # fmt: skip
        world.create(("", "persistentvolumes"), {"metadata": {"name": name}, "spec": spec})
        wanted = {"accessModes": ["ReadWriteOnce"], "storageClassName": "disk", "volumeName": name,
                  "resources": {"requests": {"storage": "1Gi"}}}  # fmt: skip
        claim = {"metadata": {"name": name, "namespace": "default"}, "spec": wanted}
        world.create(("", "persistentvolumeclaims"), claim)
    world.advance(5)
    for name, claims in (("one", "a"), ("same", "a"), ("more", "b")):
        volume = {"name": "v", "persistentVolumeClaim": {"claimName": claims}}
        world.create(PODS, pod(name, image="nginx", volumes=[volume]))
        world.advance(2)
    assert [world.objects.get(PODS, "default", name)["spec"].get("nodeName") for name in ("one", "same", "more")] == [
        "controlplane", "controlplane", None]  # fmt: skip
    assert refusal(world, "more").startswith("0/1 nodes are available: 1 node(s) exceed max volume count. ")
    for name in ("one", "same"):
        world.objects.delete(PODS, "default", name, grace=0)
    world.advance(5)
    assert world.objects.get(PODS, "default", "more")["spec"].get("nodeName") == "controlplane"


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        ({"operator": "Exists"}, True),
        ({"key": "a", "operator": "Exists"}, True),
        ({"key": "a", "value": "b"}, True),
        ({"key": "a", "value": "c"}, False),
        ({"key": "a", "operator": "Exists", "effect": "NoExecute"}, False),
        ({"key": "x", "operator": "Exists"}, False),
    ],
)
def test_tolerations(toleration: dict[str, str], expected: bool) -> None:
    assert tolerates(toleration, {"key": "a", "value": "b", "effect": "NoSchedule"}) is expected


def test_init_containers_count_by_their_largest_and_sidecars_stay() -> None:
    def container(cpu: str, **more: str) -> Any:
        return {"resources": {"requests": {"cpu": cpu}}, **more}

    spec = {
        "initContainers": [container("500m"), container("100m", restartPolicy="Always"), container("300m")],
        "containers": [container("200m")],
    }
    assert pod_requests(spec)[0] == {"cpu": 500}
