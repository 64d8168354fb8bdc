"""What CoreDNS answers."""

from __future__ import annotations

from tests.cluster.network.worlds import PODS, SERVICES, NetworkWorld, Object, server, service

CONFIG_MAPS = ("", "configmaps")


def _world() -> NetworkWorld:
    world = NetworkWorld()
    world.create(PODS, server("s0", node="node01", hostname="first", subdomain="all"))
    world.create(PODS, server("s1", node="node02"))
    world.create(SERVICES, service())
    world.create(SERVICES, service("all", clusterIP="None"))
    world.create(SERVICES, service("outside", type="ExternalName", externalName="web.default.svc.cluster.local",
                                   selector=None, ports=None))  # fmt: skip
    world.advance(20)
    return world


def _address(world: NetworkWorld) -> str:
    found = world.objects.get(SERVICES, "default", "web")
    assert found is not None
    address: str = found["spec"]["clusterIP"]
    return address


def test_names_of_services_and_pods() -> None:
    world = _world()
    at, address = world.place("s0"), _address(world)
    first, second = world.place("s0").address, world.place("s1").address
    assert world.data(at, "web.default.svc.cluster.local") == [address]
    assert world.data(at, "web.default.svc.cluster.local", "AAAA") == []
    assert world.data(at, "nope.default.svc.cluster.local") == "NXDOMAIN"
    assert world.data(at, "web.nope.svc.cluster.local") == "NXDOMAIN"
    assert world.data(at, "default.svc.cluster.local") == []
    assert sorted(world.data(at, "all.default.svc.cluster.local")) == sorted([first, second])
    assert world.data(at, "first.all.default.svc.cluster.local") == [first]
    assert world.data(at, f"{second.replace('.', '-')}.all.default.svc.cluster.local") == [second]
    assert world.data(at, f"{second.replace('.', '-')}.default.pod.cluster.local") == [second]
    assert world.data(at, "outside.default.svc.cluster.local") == ["web.default.svc.cluster.local", address]


def test_ports_and_addresses_have_names() -> None:
    world = _world()
    at, address = world.place("s0"), _address(world)
    name = "web.default.svc.cluster.local"
    assert world.data(at, f"_http._tcp.{name}", "SRV") == [f"0 100 80 {name}"]
    assert world.data(at, f"_nope._tcp.{name}", "SRV") == "NXDOMAIN"
    ports = world.data(at, "_http._tcp.all.default.svc.cluster.local", "SRV")
    assert "0 50 8080 first.all.default.svc.cluster.local" in ports
    reverse = ".".join(reversed(address.split("."))) + ".in-addr.arpa"
    assert world.data(at, reverse, "PTR") == [name]


def test_search_lists_and_the_dns_policy() -> None:
    world = _world()
    world.create(PODS, server("plain", {"app": "other"}, node="node01", dnsPolicy="Default"))
    world.create(
        PODS,
        server(
            "own",
            {"app": "other"},
            node="node01",
            dnsPolicy="None",
            dnsConfig={
                "nameservers": ["10.96.0.10"],
                "searches": ["svc.cluster.local"],
                "options": [{"name": "ndots", "value": "2"}],
            },
        ),
    )
    world.advance(20)
    assert world.get(world.place("s0"), "web") in {"s0", "s1"}
    assert world.get(world.place("s0"), "web.default") in {"s0", "s1"}
    assert world.get(world.place("plain"), "web.default") == "unknown host"
    assert world.get(world.place("own"), "web.default") in {"s0", "s1"}
    assert world.get(world.place("own"), "web") == "unknown host"


def _edit(world: NetworkWorld, old: str, new: str) -> None:
    def change(config: Object) -> Object:
        config["data"]["Corefile"] = config["data"]["Corefile"].replace(old, new, 1)
        return config

    world.objects.patch(CONFIG_MAPS, "kube-system", "coredns", change)
    world.advance(150)


def test_an_edited_corefile_is_reloaded_after_a_while() -> None:
    world = _world()
    at = world.place("s0")
    assert world.data(at, "db.example.test") == "NXDOMAIN"
    block = "log\n    hosts {\n       192.0.2.5 db.example.test\n       fallthrough\n    }\n    ready\n"
    _edit(world, "ready\n", block)
    assert world.data(at, "db.example.test") == ["192.0.2.5"]
    assert world.data(at, "web.default.svc.cluster.local") == [_address(world)]
    _edit(world, "ready\n", "ready\n    rewrite name exact short.test web.default.svc.cluster.local\n")
    assert world.data(at, "short.test") == [_address(world)]
    found = world.ask(at, "short.test")
    assert not isinstance(found, str)
    assert [one.name for one in found.records] == ["short.test"]


def test_a_broken_corefile_changes_nothing() -> None:
    world = _world()
    _edit(world, "ready\n", "redy\n")
    assert world.data(world.place("s0"), "web.default.svc.cluster.local") == [_address(world)]


def test_zones_may_have_servers_of_their_own() -> None:
    world = _world()
    _edit(
        world,
        ".:53 {",
        'example.test:53 {\n    template IN A {\n       answer "{{ .Name }} 60 IN A 192.0.2.9"\n    }\n}\n.:53 {',
    )
    assert world.data(world.place("s0"), "any.example.test") == ["192.0.2.9"]


def test_without_coredns_nobody_answers() -> None:
    world = _world()
    deployments = ("apps", "deployments")
    world.objects.patch(deployments, "kube-system", "coredns", lambda one: one["spec"].update(replicas=0) or one)
    world.advance(60)
    assert world.ask(world.place("s0"), "web.default.svc.cluster.local") == "refused"
    assert world.get(world.place("s0"), "web") == "unknown host"
