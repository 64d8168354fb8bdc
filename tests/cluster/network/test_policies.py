"""Network policies, both ways."""

from __future__ import annotations

from typing import Any

from tests.cluster.network.worlds import PODS, NetworkWorld, Object, server

POLICIES, NAMESPACES = ("networking.k8s.io", "networkpolicies"), ("", "namespaces")


def policy(name: str = "p", namespace: str = "default", **spec: Any) -> Object:
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": namespace}, "spec": {"podSelector": {}, **spec}}  # fmt: skip


def _world() -> NetworkWorld:
    world = NetworkWorld()
    other = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other", "labels": {"team": "other"}}}
    world.create(NAMESPACES, other)
    world.create(PODS, server("web", {"app": "web"}, "node01"))
    world.create(PODS, server("client", {"app": "client"}, "node02"))
    world.create(PODS, server("stranger", {"app": "client"}, "node02", namespace="other"))
    world.create(PODS, server("host", {"app": "host"}, "node02", hostNetwork=True))
    world.advance(20)
    return world


def _try(world: NetworkWorld, source: str, port: int = 8080, namespace: str = "default") -> str:
    return world.get(world.place(source, namespace), world.place("web").address, port)


def test_nothing_is_blocked_without_a_policy() -> None:
    world = _world()
    assert _try(world, "client") == "web"
    assert _try(world, "client", 81) == "refused"


def test_default_deny_blocks_everything_but_the_own_node() -> None:
    world = _world()
    world.create(POLICIES, policy(policyTypes=["Ingress"]))
    assert _try(world, "client") == "timeout"
    assert _try(world, "client", 81) == "timeout"
    assert world.get(world.node("node01"), world.place("web").address, 8080) == "web"
    assert world.get(world.node("node02"), world.place("web").address, 8080) == "timeout"
    world.objects.delete(POLICIES, "default", "p")
    assert _try(world, "client") == "web"


def test_peers_by_pods_and_namespaces() -> None:
    world = _world()
    client = {"podSelector": {"matchLabels": {"app": "client"}}}
    world.create(POLICIES, policy(podSelector={"matchLabels": {"app": "web"}}, ingress=[{"from": [client]}]))
    assert _try(world, "client") == "web"
    assert _try(world, "stranger", namespace="other") == "timeout"
    both = {**client, "namespaceSelector": {"matchLabels": {"team": "other"}}}
    world.create(POLICIES, policy("q", podSelector={"matchLabels": {"app": "web"}}, ingress=[{"from": [both]}]))
    assert _try(world, "stranger", namespace="other") == "web"


def test_addresses_ports_and_names() -> None:
    world = _world()
    address = world.place("client").address
    block = {"ipBlock": {"cidr": "10.244.0.0/16", "except": [f"{address}/32"]}}
    world.create(POLICIES, policy(ingress=[{"from": [block], "ports": [{"port": "web"}]}]))
    assert _try(world, "client") == "timeout"
    assert _try(world, "stranger", namespace="other") == "web"
    assert _try(world, "stranger", 81, namespace="other") == "timeout"
    world.objects.delete(POLICIES, "default", "p")
    world.create(POLICIES, policy(ingress=[{"ports": [{"port": 8000, "endPort": 8100}]}]))
    assert _try(world, "client") == "web"
    assert _try(world, "client", 80) == "timeout"
    assert _try(world, "client", 8090) == "refused"


def test_egress_needs_dns_of_its_own() -> None:
    world = _world()
    to = {"podSelector": {"matchLabels": {"app": "web"}}}
    selected = {"podSelector": {"matchLabels": {"app": "client"}}}
    world.create(POLICIES, policy(policyTypes=["Egress"], egress=[{"to": [to]}], **selected))
    assert _try(world, "client") == "web"
    assert world.ask(world.place("client"), "web.default.svc.cluster.local") == "timeout"
    dns = [{"port": 53, "protocol": "UDP"}]
    world.create(POLICIES, policy("dns", policyTypes=["Egress"], egress=[{"ports": dns}], **selected))
    assert world.data(world.place("client"), "kubernetes.default.svc.cluster.local") == ["10.96.0.1"]
    assert world.get(world.place("client"), world.place("stranger", "other").address, 8080) == "timeout"


def test_pods_on_the_host_s_network_are_not_policed() -> None:
    world = _world()
    world.create(POLICIES, policy(policyTypes=["Ingress", "Egress"]))
    assert world.get(world.node("node01"), world.node("node02").address, 8080) == "host"
