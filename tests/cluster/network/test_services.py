"""Where connections to Services end up."""

from __future__ import annotations

from tests.cluster.network.worlds import PODS, SERVICES, NetworkWorld, Object, server, service


def _world(*nodes: str, **spec: object) -> NetworkWorld:
    world = NetworkWorld()
    for index, node in enumerate(nodes):
        world.create(PODS, server(f"s{index}", node=node))
    world.create(SERVICES, service(**spec))
    world.advance(20)
    return world


def _node_port(world: NetworkWorld) -> int:
    found = world.objects.get(SERVICES, "default", "web")
    assert found is not None
    number: int = found["spec"]["ports"][0]["nodePort"]
    return number


def test_a_cluster_ip_balances_over_ready_pods() -> None:
    world = _world("node01", "node02")
    assert world.all(world.place("s0"), "web") == {"s0", "s1"}
    assert world.all(world.node("controlplane"), "10.96.0.99") == {"unreachable"}


def test_a_service_without_endpoints_refuses() -> None:
    world = _world()
    found = world.objects.get(SERVICES, "default", "web")
    assert found is not None
    assert world.get(world.node("node01"), found["spec"]["clusterIP"]) == "refused"
    assert world.get(world.node("node01"), found["spec"]["clusterIP"], 81) == "timeout"


def test_affinity_keeps_a_client_at_its_pod_until_it_has_been_away() -> None:
    config = {"clientIP": {"timeoutSeconds": 60}}
    world = _world("node01", "node01", "node02", sessionAffinity="ClientIP", sessionAffinityConfig=config)
    (first,) = world.all(world.place("s0"), "web")
    seen = set()
    for _ in range(20):
        world.advance(61)
        seen.add(world.get(world.place("s0"), "web"))
    assert first in seen
    assert len(seen) > 1


def test_node_ports_are_open_on_every_node() -> None:
    world = _world("node01", type="NodePort")
    port = _node_port(world)
    for node in ("controlplane", "node01", "node02"):
        assert world.get(world.node("controlplane"), world.node(node).address, port) == "s0"
    assert world.get(world.node("node02"), "127.0.0.1", port) == "s0"


def test_a_local_policy_drops_where_there_is_no_endpoint() -> None:
    world = _world("node01", type="NodePort", externalTrafficPolicy="Local")
    port, outside = _node_port(world), world.node("controlplane")
    assert world.get(outside, world.node("node01").address, port) == "s0"
    assert world.get(outside, world.node("node02").address, port) == "timeout"


def test_an_internal_local_policy_stays_on_the_node() -> None:
    world = _world("node01", "node02", internalTrafficPolicy="Local")
    assert world.all(world.place("s0"), "web") == {"s0"}
    found = world.objects.get(SERVICES, "default", "web")
    assert found is not None
    assert world.get(world.node("controlplane"), found["spec"]["clusterIP"]) == "timeout"


def test_same_node_is_preferred_while_it_has_an_endpoint() -> None:
    world = _world("node01", "node02", trafficDistribution="PreferSameNode")
    assert world.all(world.place("s0"), "web") == {"s0"}
    assert world.all(world.place("s1"), "web") == {"s1"}
    world.objects.delete(PODS, "default", "s0", grace=0)
    world.advance(5)
    assert world.all(world.node("node01"), _cluster_ip(world)) == {"s1"}


def _cluster_ip(world: NetworkWorld) -> str:
    found = world.objects.get(SERVICES, "default", "web")
    assert found is not None
    address: str = found["spec"]["clusterIP"]
    return address


def test_a_named_target_port_may_differ_from_pod_to_pod() -> None:
    world = NetworkWorld()
    one, two = server("s0"), server("s1")
    two["spec"]["containers"][0]["args"][1] = "-listen=:9090"
    two["spec"]["containers"][0]["ports"][0]["containerPort"] = 9090
    world.create(PODS, one)
    world.create(PODS, two)
    world.create(SERVICES, service(ports=[{"port": 80, "targetPort": "web"}]))
    world.advance(20)
    assert world.all(world.node("node01"), _cluster_ip(world)) == {"s0", "s1"}


def test_external_addresses_and_ranges_of_load_balancers() -> None:
    world = _world("node01", type="LoadBalancer", externalIPs=["198.51.100.7"])
    assert world.get(world.node("node02"), "198.51.100.7") == "s0"
    world.cluster.load_balancer("cloud")
    world.advance(10)
    assert world.get(world.node("node02"), "203.0.113.10") == "s0"
    ranges = ["192.0.2.0/24"]
    world.objects.patch(SERVICES, "default", "web",
                        lambda one: one["spec"].update(loadBalancerSourceRanges=ranges) or one)  # fmt: skip
    assert world.get(world.node("node02"), "203.0.113.10") == "timeout"


def test_host_ports_lead_into_the_pod() -> None:
    world = NetworkWorld()
    world.create(PODS, server("s0", node="node01", port={"hostPort": 8888}))
    world.advance(20)
    assert world.get(world.node("node02"), world.node("node01").address, 8888) == "s0"
    assert world.get(world.node("node01"), world.node("node02").address, 8888) == "refused"
    world.objects.delete(PODS, "default", "s0", grace=0)
    world.advance(5)
    assert world.get(world.node("node02"), world.node("node01").address, 8888) == "refused"


def test_without_kube_proxy_a_node_knows_only_what_was_there() -> None:
    world = _world("node02")
    daemons = ("apps", "daemonsets")
    selector = {"kubernetes.io/hostname": "elsewhere"}
    world.objects.patch(daemons, "kube-system", "kube-proxy",
                        lambda one: one["spec"]["template"]["spec"].update(nodeSelector=selector) or one)  # fmt: skip
    world.advance(60)
    world.create(SERVICES, service("late"))
    world.create(PODS, server("s1", node="node02"))
    world.advance(20)
    late = world.objects.get(SERVICES, "default", "late")
    assert late is not None
    assert world.all(world.node("node01"), _cluster_ip(world)) == {"s0"}
    assert world.get(world.node("node01"), late["spec"]["clusterIP"]) == "timeout"


def test_the_health_check_port_tells_whether_a_node_has_an_endpoint() -> None:
    world = _world("node01", type="LoadBalancer", externalTrafficPolicy="Local")
    found = world.objects.get(SERVICES, "default", "web")
    assert found is not None
    port = found["spec"]["healthCheckNodePort"]
    here, there = (world.get(world.node(node), world.node(node).address, port) for node in ("node01", "node02"))
    assert '"localEndpoints":1' in here
    assert '"localEndpoints":0' in there
    world.objects.delete(SERVICES, "default", "web")
    assert world.get(world.node("node01"), world.node("node01").address, port) == "refused"


def test_kube_proxy_needs_its_configuration() -> None:
    world = NetworkWorld()
    node = world.node("node01")
    assert world.get(node, "127.0.0.1", 10249) == "404 page not found"
    daemons, command = ("apps", "daemonsets"), ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/conf"]

    def change(one: Object) -> Object:
        one["spec"]["template"]["spec"]["containers"][0]["command"] = command
        return one

    world.objects.patch(daemons, "kube-system", "kube-proxy", change)
    world.advance(60)
    assert world.get(node, "127.0.0.1", 10249) in {"refused", "404 page not found"}
    pods = [one for one in world.pods("kube-system") if one["metadata"]["name"].startswith("kube-proxy")]
    assert any(one["status"]["containerStatuses"][0]["restartCount"] for one in pods)
