"""Who gives Services of type LoadBalancer an address, and what is told about it."""

from __future__ import annotations

from typing import Any

from tests.cluster.worlds import World

SERVICES = ("", "services")
Object = dict[str, Any]


def service(kind: str = "LoadBalancer", **spec: Any) -> Object:
    ports = [{"port": 80, "protocol": "TCP", "targetPort": 80}]
    meta = {"name": "web", "namespace": "default"}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta,
            "spec": {"type": kind, "ports": ports, "selector": {"app": "web"}, **spec}}  # fmt: skip


def addresses(world: World) -> list[str]:
    found = world.objects.get(SERVICES, "default", "web")
    assert found is not None
    return [one["ip"] for one in found["status"]["loadBalancer"].get("ingress", ())]


def test_without_a_provider_it_stays_pending() -> None:
    world = World()
    world.create(SERVICES, service())
    world.advance(600)
    assert addresses(world) == []
    assert world.events("web") == []


def test_a_cloud_makes_one() -> None:
    world = World()
    world.cluster.load_balancer("cloud")
    world.create(SERVICES, service())
    world.advance(10)
    assert addresses(world) == ["203.0.113.10"]
    assert world.events("web") == [
        ("Normal", "EnsuringLoadBalancer", "Ensuring load balancer", 1),
        ("Normal", "EnsuredLoadBalancer", "Ensured load balancer", 1),
    ]
    world.objects.delete(SERVICES, "default", "web")
    world.advance(1)
    assert world.objects.get(SERVICES, "default", "web") is None
    assert world.reasons("web")[2:] == ["DeletingLoadBalancer", "DeletedLoadBalancer"]


def test_a_change_of_type_removes_it() -> None:
    world = World()
    world.cluster.load_balancer("cloud")
    world.create(SERVICES, service())
    world.advance(10)
    world.objects.patch(SERVICES, "default", "web", lambda one: one["spec"].update(type="ClusterIP") or one)
    world.advance(1)
    assert addresses(world) == []
    assert ("Normal", "Type", "LoadBalancer -> ClusterIP", 1) in world.events("web")


def test_a_class_of_its_own_is_somebody_elses() -> None:
    world = World()
    world.cluster.load_balancer("cloud")
    world.create(SERVICES, service(loadBalancerClass="example.com/mine"))
    world.advance(10)
    assert addresses(world) == []


def test_a_tunnel_gives_the_cluster_ip_while_it_is_open() -> None:
    world = World()
    made = world.create(SERVICES, service())
    world.cluster.load_balancer("tunnel")
    world.advance(2)
    assert addresses(world) == [made["spec"]["clusterIP"]]
    world.cluster.load_balancer("")
    world.advance(1)
    assert addresses(world) == []
    assert world.events("web") == []
