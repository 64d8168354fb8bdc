"""APIs that another server is to answer: what is said of them while it is away."""

from __future__ import annotations

from typing import Any

from tests.cluster.api.server import NOW, Server

SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices"
NAME = "v1.things.example.com"


def register(server: Server) -> None:
    spec = {
        "group": "things.example.com",
        "version": "v1",
        "groupPriorityMinimum": 100,
        "versionPriority": 10,
        "insecureSkipTLSVerify": True,
        "service": {"name": "things", "namespace": "default", "port": 443},
    }
    server.create(SERVICES, metadata={"name": NAME}, spec=spec)


def condition(server: Server) -> tuple[str, str, str]:
    (found,) = server.json("GET", f"{SERVICES}/{NAME}")["status"]["conditions"]
    return found["status"], found["reason"], found["message"]


def serve(server: Server, **port: Any) -> None:
    spec = {"selector": {"app": "things"}, "ports": [{"port": 443, **port}]}
    server.create("/api/v1/namespaces/default/services", metadata={"name": "things"}, spec=spec)


def test_why_a_remote_api_is_not_available(server: Server) -> None:
    register(server)
    place = 'service/things in "default"'
    assert condition(server) == ("False", "ServiceNotFound", f"{place} is not present")
    serve(server, name="https")
    server.cluster.clock.advance(NOW + 2)
    assert condition(server) == (
        "False", "MissingEndpoints", f'endpoints for {place} have no addresses with port name "https"')  # fmt: skip
    pod = {"containers": [{"name": "c", "image": "nginx"}]}
    server.create("/api/v1/namespaces/default/pods", metadata={"name": "a", "labels": {"app": "things"}}, spec=pod)
    server.cluster.clock.advance(NOW + 40)
    address = server.json("GET", "/api/v1/namespaces/default/services/things")["spec"]["clusterIP"]
    url = f"https://{address}:443/apis/things.example.com/v1"
    assert condition(server) == (
        "False",
        "FailedDiscoveryCheck",
        f'failing or missing response from {url}: Get "{url}": dial tcp {address}:443: connect: connection refused',
    )


def test_requests_and_discovery_while_it_is_away(server: Server) -> None:
    register(server)
    for path in ("/apis/things.example.com/v1", "/apis/things.example.com/v1/namespaces/default/things"):
        answer = server.send("GET", path)
        assert (answer.status, answer.headers["Content-Type"], answer.body) == (
            503, "text/plain; charset=utf-8", b"service unavailable\n")  # fmt: skip
    groups = server.json("GET", "/apis")["groups"]
    entry = {"groupVersion": "things.example.com/v1", "version": "v1"}
    assert {"name": "things.example.com", "versions": [entry], "preferredVersion": entry} in groups
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    items = server.json("GET", "/apis", accept=accept)["items"]
    found = next(one for one in items if one["metadata"]["name"] == "things.example.com")
    assert found["versions"] == [{"version": "v1", "freshness": "Stale"}]


def test_a_namespace_stays_while_nobody_knows_what_is_in_it(server: Server) -> None:
    register(server)
    server.create("/api/v1/namespaces", metadata={"name": "gone"})
    server.send("DELETE", "/api/v1/namespaces/gone")
    server.cluster.clock.advance(NOW + 30)
    found = server.json("GET", "/api/v1/namespaces/gone")["status"]["conditions"][0]
    assert (found["type"], found["status"], found["reason"], found["message"]) == (
        "NamespaceDeletionDiscoveryFailure",
        "True",
        "DiscoveryFailed",
        "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: "
        "things.example.com/v1: stale GroupVersion discovery: things.example.com/v1",
    )
    server.send("DELETE", f"{SERVICES}/{NAME}")
    server.cluster.clock.advance(NOW + 120)
    assert server.send("GET", "/api/v1/namespaces/gone").status == 404
