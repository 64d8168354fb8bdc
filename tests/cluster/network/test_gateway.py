"""Gateways: matching, filters, weights, permissions across namespaces."""

from __future__ import annotations

from typing import Any

from app.cluster.gateway.matching import choose, table
from app.cluster.gateway.resources import GATEWAY_CLASSES, GATEWAYS, GRANTS, HTTP_ROUTES
from app.cluster.published import gateway_api
from app.network.http import Headers, Request
from tests.cluster.network.worlds import PODS, SERVICES, NetworkWorld, Object, server, service

DEFINITIONS, NAMESPACES = ("apiextensions.k8s.io", "customresourcedefinitions"), ("", "namespaces")
GROUP = "gateway.networking.k8s.io"
KEYS = {"Namespace": NAMESPACES, "ServiceAccount": ("", "serviceaccounts"), "Service": SERVICES,
        "ClusterRole": ("rbac.authorization.k8s.io", "clusterroles"), "Deployment": ("apps", "deployments"),
        "ClusterRoleBinding": ("rbac.authorization.k8s.io", "clusterrolebindings"),
        "GatewayClass": GATEWAY_CLASSES}  # fmt: skip


def custom(kind: str, name: str, namespace: str = "default", version: str = "v1", **spec: Any) -> Object:
    return {"apiVersion": f"{GROUP}/{version}", "kind": kind, "metadata": {"name": name, "namespace": namespace},
            "spec": spec}  # fmt: skip


def route(name: str, *rules: Object, hosts: tuple[str, ...] = (), namespace: str = "default") -> Object:
    parents = [{"name": "gw", "namespace": "default"}]
    more = {"hostnames": list(hosts)} if hosts else {}
    return custom("HTTPRoute", name, namespace, parentRefs=parents, rules=list(rules), **more)


def rule(*backends: Object, filters: tuple[Object, ...] = (), **match: Any) -> Object:
    found: Object = {"matches": [match]} if match else {}
    return {**found, "filters": list(filters), "backendRefs": list(backends)}


class GatewayWorld(NetworkWorld):
    """A gateway `gw` of NGINX Gateway Fabric for all namespaces, and services web and two."""

    def __init__(self) -> None:
        super().__init__()
        for one in gateway_api.definitions():
            self.create(DEFINITIONS, one)
        self.advance(1)
        for one in gateway_api.nginx_fabric():
            self.create(KEYS[one["kind"]], one)
        self.create(PODS, server("web"))
        self.create(PODS, server("two", {"app": "two"}))
        self.create(SERVICES, service())
        self.create(SERVICES, service("two", selector={"app": "two"}))
        listener = {"name": "http", "port": 80, "protocol": "HTTP", "allowedRoutes": {"namespaces": {"from": "All"}}}
        self.create(GATEWAYS, custom("Gateway", "gw", gatewayClassName="nginx", listeners=[listener]))
        self.advance(60)

    def path(self, path: str, host: str = "example.com", **headers: str) -> str:
        """The name of the rule's route that a request goes to."""
        gateway = self.objects.get(GATEWAYS, "default", "gw")
        assert gateway is not None
        request = Request("GET", path, Headers(headers))
        found = choose(table(self.cluster.control.plane, gateway), request, 80, host)  # type: ignore[union-attr]
        return found.route["metadata"]["name"] if found is not None else ""

    def body(self, target: str = "/", host: str = "example.com") -> str:
        """What the gateway answers."""
        service_ = self.objects.get(SERVICES, "default", "gw-nginx")
        assert service_ is not None
        found: list[Any] = []
        request = Request("GET", target, Headers({"Host": host}))
        self.network.exchange(self.node("node01"), service_["spec"]["clusterIP"], 80, request, found.append)
        return f"{found[0].status} {found[0].body.decode().strip()}"

    def reason(self, name: str, kind: str, namespace: str = "default") -> str:
        """A condition of a route."""
        found = self.objects.get(HTTP_ROUTES, namespace, name)
        assert found is not None
        (parent,) = found["status"]["parents"]
        return next(one["reason"] for one in parent["conditions"] if one["type"] == kind)


WEB, TWO = {"name": "web", "port": 80}, {"name": "two", "port": 80}


def test_the_more_special_match_wins() -> None:
    world = GatewayWorld()
    world.create(HTTP_ROUTES, route("any", rule(WEB)))
    world.create(HTTP_ROUTES, route("prefix", rule(WEB, path={"type": "PathPrefix", "value": "/a"})))
    world.create(HTTP_ROUTES, route("exact", rule(WEB, path={"type": "Exact", "value": "/a/b"})))
    headers = [{"name": "x", "value": "1"}]
    world.create(HTTP_ROUTES, route("header", rule(WEB, path={"type": "PathPrefix", "value": "/a"}, headers=headers)))
    world.create(HTTP_ROUTES, route("host", rule(WEB), hosts=("*.example.org",)))
    assert world.path("/") == "any"
    assert world.path("/ab") == "any"
    assert world.path("/a/c") == "prefix"
    assert world.path("/a/b") == "exact"
    assert world.path("/a/c", x="1") == "header"
    assert world.path("/a", "www.example.org") == "host"
    assert world.path("/a", "example.org") == "prefix"


def test_weights_and_rewriting() -> None:
    world = GatewayWorld()
    world.create(HTTP_ROUTES, route("r", rule({**WEB, "weight": 0}, {**TWO, "weight": 1})))
    world.advance(2)
    assert {world.body() for _ in range(5)} == {"200 two"}
    assert world.reason("r", "Accepted") == "Accepted"
    assert world.reason("r", "ResolvedRefs") == "ResolvedRefs"


def test_another_namespace_s_service_needs_a_grant() -> None:
    world = GatewayWorld()
    world.create(NAMESPACES, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}})
    world.create(HTTP_ROUTES, route("r", rule({**WEB, "namespace": "default"}), namespace="other"))
    world.advance(2)
    assert world.reason("r", "ResolvedRefs", "other") == "RefNotPermitted"
    assert world.body().startswith("500 ")
    source = {"group": GROUP, "kind": "HTTPRoute", "namespace": "other"}
    grant = custom(
        "ReferenceGrant", "g", version="v1beta1", to=[{"group": "", "kind": "Service"}], **{"from": [source]}
    )
    world.create(GRANTS, grant)
    world.advance(2)
    assert world.reason("r", "ResolvedRefs", "other") == "ResolvedRefs"
    assert world.body() == "200 web"


def test_a_gateway_takes_routes_of_its_own_namespace_by_default() -> None:
    world = GatewayWorld()
    listener = {"name": "http", "port": 80, "protocol": "HTTP"}
    world.objects.patch(GATEWAYS, "default", "gw", lambda one: one["spec"].update(listeners=[listener]) or one)
    world.create(NAMESPACES, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}})
    world.create(HTTP_ROUTES, route("r", rule(WEB), namespace="other"))
    world.advance(2)
    assert world.reason("r", "Accepted", "other") == "NotAllowedByListeners"
    found = world.objects.get(GATEWAYS, "default", "gw")
    assert found is not None
    assert found["status"]["listeners"][0]["attachedRoutes"] == 0
