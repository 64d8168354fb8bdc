"""Namespaces, nodes, endpoints, accounts, quotas, volumes, events: what the control loops do."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.cluster.cluster import Cluster, NodeSpec
from app.cluster.images.runtime import ImageRuntime
from app.network.network import ConnectError, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness
from tests.cluster.worlds import DEPLOYMENTS, EVENTS, PODS, World, config_map, deployment, pod

NODES, CONFIG_MAPS, NAMESPACES = ("", "nodes"), ("", "configmaps"), ("", "namespaces")
REPLICA_SETS, SERVICES, SLICES = ("apps", "replicasets"), ("", "services"), ("discovery.k8s.io", "endpointslices")
TWO = (NodeSpec("controlplane", "control-plane", cpu="2"), NodeSpec("node01", cpu="2"))


# Namespaces


def test_a_new_namespace_has_its_account_and_the_ca_at_once() -> None:
    world = World()
    world.create(NAMESPACES, {"metadata": {"name": "team"}})
    assert world.objects.get(("", "serviceaccounts"), "team", "default") is not None
    assert world.objects.get(CONFIG_MAPS, "team", "kube-root-ca.crt") is not None


def test_token_secrets_go_with_their_account() -> None:
    world = World()
    accounts, secrets = ("", "serviceaccounts"), ("", "secrets")
    world.create(accounts, {"metadata": {"name": "robot", "namespace": "default"}})
    for name, account in (("good", "robot"), ("bad", "nobody")):
        meta = {"name": name, "namespace": "default", "annotations": {"kubernetes.io/service-account.name": account}}
        world.create(secrets, {"metadata": meta, "type": "kubernetes.io/service-account-token"})
    world.advance(1)
    assert [one["metadata"]["name"] for one in world.objects.list(secrets, "default")] == ["good"]
    world.objects.delete(accounts, "default", "robot")
    world.advance(1)
    assert list(world.objects.list(secrets, "default")) == []


def test_an_empty_namespace_takes_five_seconds_to_go() -> None:
    world = World()
    world.create(NAMESPACES, {"metadata": {"name": "team"}})
    world.objects.delete(NAMESPACES, "", "team")
    world.advance(4.9)
    assert world.objects.get(NAMESPACES, "", "team") is not None
    world.advance(0.2)
    assert world.objects.get(NAMESPACES, "", "team") is None


def test_finalizers_keep_a_namespace_and_it_says_so() -> None:
    world = World()
    world.create(NAMESPACES, {"metadata": {"name": "team"}})
    held = config_map("held", finalizers=["example.com/hold"])
    held["metadata"]["namespace"] = "team"
    world.create(CONFIG_MAPS, held)
    world.objects.delete(NAMESPACES, "", "team")
    world.advance(60)
    namespace = world.objects.get(NAMESPACES, "", "team")
    assert namespace is not None
    messages = {one["type"]: one["message"] for one in namespace["status"]["conditions"] if one["status"] == "True"}
    assert messages == {
        "NamespaceContentRemaining": "Some resources are remaining: configmaps. has 1 resource instances",
        "NamespaceFinalizersRemaining": "Some content in the namespace has finalizers remaining: example.com/hold in 1 "
        "resource instances",
    }


# Nodes


def test_a_node_that_goes_away_and_comes_back() -> None:
    world = World("lesson", nodes=TWO, settle=60)
    made = deployment("web", "nginx:1.26", 1)
    here = {"key": "kubernetes.io/hostname", "operator": "In", "values": ["node01"]}
    preferred = [{"weight": 100, "preference": {"matchExpressions": [here]}}]
    affinity = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}
    made["spec"]["template"]["spec"]["affinity"] = affinity
    world.create(DEPLOYMENTS, made)
    world.advance(10)
    old = world.pods()[0]
    assert old["spec"]["nodeName"] == "node01"
    world.cluster.stop_node("node01")
    with pytest.raises(ConnectError):
        world.network.find(world.cluster.interfaces["controlplane"], old["status"]["podIP"], 80)
    world.advance(49)
    assert ready(world, "node01") == "True"
    world.advance(7)
    node = world.objects.get(NODES, "", "node01")
    assert node is not None
    assert ready(world, "node01") == "Unknown"
    assert sorted((one["key"], one["effect"]) for one in node["spec"]["taints"]) == [
        ("node.kubernetes.io/unreachable", "NoExecute"), ("node.kubernetes.io/unreachable", "NoSchedule")]  # fmt: skip
    world.advance(302)
    states = {one["spec"]["nodeName"]: "deletionTimestamp" in one["metadata"] for one in world.pods()}
    assert states == {"node01": True, "controlplane": False}
    assert ("Normal", "TaintManagerEviction") in [event[:2] for event in world.events(old["metadata"]["name"])]
    world.cluster.start_node("node01")
    world.advance(5)
    assert ready(world, "node01") == "True"
    assert [one["spec"]["nodeName"] for one in world.pods()] == ["controlplane"]


def ready(world: World, name: str) -> str:
    node = world.objects.get(NODES, "", name)
    assert node is not None
    return next(str(one["status"]) for one in node["status"]["conditions"] if one["type"] == "Ready")


def test_a_no_execute_taint_evicts_at_once() -> None:
    world = World()
    world.create(PODS, pod("p", image="nginx", nodeSelector={"kubernetes.io/hostname": "node02"}))
    world.advance(2)
    taints = [{"key": "gone", "value": "yes", "effect": "NoExecute"}]
    world.objects.patch(NODES, "", "node02", lambda node: node["spec"].update(taints=taints))
    world.advance(2)
    assert world.pods() == []


def test_cordoned_nodes_are_tainted() -> None:
    world = World()
    world.objects.patch(NODES, "", "node01", lambda node: node["spec"].update(unschedulable=True))
    world.advance(0.1)
    node = world.objects.get(NODES, "", "node01")
    assert node is not None
    assert [(one["key"], one["effect"]) for one in node["spec"]["taints"]] == [
        ("node.kubernetes.io/unschedulable", "NoSchedule")
    ]


# Services


def test_endpoints_follow_the_pods() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 2))
    spec = {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": 8080}]}
    world.create(SERVICES, {"metadata": {"name": "web", "namespace": "default"}, "spec": spec})
    world.advance(2)
    endpoints = world.objects.get(("", "endpoints"), "default", "web")
    assert endpoints is not None
    addresses = sorted(one["status"]["podIP"] for one in world.pods())
    assert [one["ip"] for one in endpoints["subsets"][0]["addresses"]] == addresses
    assert endpoints["subsets"][0]["ports"] == [{"name": "http", "port": 8080, "protocol": "TCP"}]
    found = [one for one in world.objects.list(SLICES, "default") if one["metadata"].get("generateName") == "web-"]
    assert [len(one["endpoints"]) for one in found] == [2]
    world.objects.delete(SERVICES, "default", "web")
    world.advance(1)
    assert world.objects.get(("", "endpoints"), "default", "web") is None
    assert [one for one in world.objects.list(SLICES, "default") if one["metadata"].get("generateName") == "web-"] == []


def test_network_policies_drop_what_they_do_not_allow() -> None:
    world = World("lesson", nodes=TWO, settle=40)
    world.create(PODS, {**pod("server", image="nginx:1.25")})
    world.create(PODS, pod("friend", "sleep", "3600"))
    world.create(PODS, pod("stranger", "sleep", "3600"))
    allow = {"from": [{"podSelector": {"matchLabels": {"run": "friend"}}}], "ports": [{"port": 80}]}
    spec = {"podSelector": {"matchLabels": {"run": "server"}}, "policyTypes": ["Ingress"], "ingress": [allow]}
    world.create(("networking.k8s.io", "networkpolicies"),
                 {"metadata": {"name": "only-friends", "namespace": "default"}, "spec": spec})  # fmt: skip
    world.advance(15)
    address = {one["metadata"]["name"]: one["status"]["podIP"] for one in world.pods()}
    inside = world.network.interfaces
    assert world.network.find(inside[address["friend"]], address["server"], 80).port == 80
    with pytest.raises(ConnectError) as problem:
        world.network.find(inside[address["stranger"]], address["server"], 80)
    assert problem.value.kind == "timeout"


# Quotas and volumes


def test_quotas_count_what_is_there() -> None:
    world = World()
    quotas = ("", "resourcequotas")
    spec = {"hard": {"pods": "4", "configmaps": "9"}}
    world.create(quotas, {"metadata": {"name": "q", "namespace": "default"}, "spec": spec})
    world.advance(1)
    world.create(PODS, pod("p", image="nginx"))
    world.advance(2)
    found = world.objects.get(quotas, "default", "q")
    assert found is not None
    assert found["status"] == {"hard": {"configmaps": "9", "pods": "4"}, "used": {"configmaps": "1", "pods": "1"}}
    world.objects.delete(PODS, "default", "p")
    world.advance(3)
    found = world.objects.get(quotas, "default", "q")
    assert found is not None
    assert found["status"]["used"]["pods"] == "0"


def test_the_smallest_fitting_volume_is_bound() -> None:
    world = World()
    for name, size in (("large", "10Gi"), ("small", "1Gi"), ("tiny", "100Mi")):
        spec = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/d"},
                "storageClassName": "manual"}  # fmt: skip
        world.create(("", "persistentvolumes"), {"metadata": {"name": name}, "spec": spec})
    world.advance(1)
    claims = ("", "persistentvolumeclaims")
    spec = {"storageClassName": "manual", "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "500Mi"}}}  # fmt: skip
    world.create(claims, {"metadata": {"name": "c", "namespace": "default"}, "spec": spec})
    world.advance(1)
    found = world.objects.get(claims, "default", "c")
    assert found is not None
    assert (found["spec"]["volumeName"], found["status"]["phase"]) == ("small", "Bound")


def test_a_local_path_volume_is_made_where_the_first_consumer_goes() -> None:
    world = World("lesson", nodes=TWO, settle=30)
    claims = ("", "persistentvolumeclaims")
    spec = {"storageClassName": "local-path", "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}}}  # fmt: skip
    world.create(claims, {"metadata": {"name": "data", "namespace": "default"}, "spec": spec})
    world.advance(5)
    assert "WaitForFirstConsumer" in world.reasons("data")
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    world.create(PODS, pod("db", image="nginx:1.25", volumes=[volume]))
    world.advance(20)
    assert world.pods()[0]["status"]["phase"] == "Running"
    assert {"Provisioning", "ExternalProvisioning", "ProvisioningSucceeded"} <= set(world.reasons("data"))


# Events


def test_events_are_counted_combined_and_limited() -> None:
    world = World()
    recorder = world.cluster.control.plane.events  # type: ignore[union-attr]
    about = world.create(CONFIG_MAPS, config_map("about"))
    for _ in range(3):
        recorder.event(about, "Normal", "Again", "the same", "test")
    assert world.events("about") == [("Normal", "Again", "the same", 3)]
    for number in range(12):
        recorder.event(about, "Warning", "Various", f"number {number}", "test")
    assert world.events("about")[-1] == ("Warning", "Various", "(combined from similar events): number 11", 3)
    for number in range(40):
        recorder.event(about, "Normal", f"Reason{number}", "more", "test")
    assert len(world.events("about")) == 1 + 9 + 1 + 10


def test_events_are_forgotten_after_an_hour() -> None:
    world = World()
    world.create(PODS, pod("p", image="nginx"))
    world.advance(5)
    assert world.events("p") != []
    world.advance(3600)
    assert list(world.objects.list(EVENTS)) == []


# The whole


def test_an_idle_cluster_is_settled() -> None:
    world = World("lesson", nodes=TWO, settle=60)
    assert world.cluster.settled()
    world.create(DEPLOYMENTS, deployment("web", "nginx:1.26", 2))
    assert not world.cluster.settled()
    world.advance(30)
    assert world.cluster.settled()
    version = world.cluster.api.resource_version
    world.advance(120)
    assert world.cluster.api.resource_version == version


def test_a_snapshot_goes_on_without_a_trace() -> None:
    world = World("lesson", nodes=TWO, settle=60)
    world.create(DEPLOYMENTS, deployment("b", "jocatalin/kubernetes-bootcamp:v1", 2))
    world.create(PODS, pod("p", "sh", "-c", "echo once; sleep 3600"))
    world.advance(20)
    state = orjson.loads(orjson.dumps(world.cluster.snapshot()))
    clock = Clock(world.clock.now)
    randomness = Randomness(1)
    randomness.restore(world.randomness.state())
    network = Network(clock)
    runtime = ImageRuntime(clock, network, randomness)
    again = Cluster.restore(state, clock, randomness, network, runtime)
    clock.advance(clock.now + 30)
    assert again.api.resource_version == world.cluster.api.resource_version
    address = world.pods()[0]["status"]["podIP"]
    assert network.find(again.interfaces["controlplane"], address, 8080).port == 8080
    again.api.objects.patch(DEPLOYMENTS, "default", "b", lambda new: new["spec"].update(replicas=1))
    clock.advance(clock.now + 40)
    assert len(list(again.api.objects.list(PODS, "default"))) == 2


def test_the_same_seed_gives_the_same_cluster() -> None:
    def run() -> Any:
        world = World(seed=7)
        world.create(DEPLOYMENTS, deployment("web", "nginx", 5))
        world.advance(20)
        return [(one["metadata"]["uid"], one["metadata"]["name"], one["status"]) for one in world.pods()]

    assert run() == run()


def test_a_deleted_node_is_said_to_be_removed() -> None:
    world = World()
    world.objects.delete(NODES, "", "node02")
    world.advance(1)
    assert ("Normal", "RemovingNode", "Node node02 event: Removing Node node02 from Controller", 1) in world.events()
