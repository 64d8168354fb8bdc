"""The resources of the Gateway API, and small readers of them."""

from __future__ import annotations

from typing import Any

from app.cluster.control.plane import Plane
from app.cluster.control.resources import NAMESPACES, Object, labels_of
from app.sim.label_selectors import LabelSelector

GROUP = "gateway.networking.k8s.io"
GATEWAY_CLASSES, GATEWAYS = (GROUP, "gatewayclasses"), (GROUP, "gateways")
HTTP_ROUTES, GRPC_ROUTES, GRANTS = (GROUP, "httproutes"), (GROUP, "grpcroutes"), (GROUP, "referencegrants")
ALL = (GATEWAY_CLASSES, GATEWAYS, HTTP_ROUTES, GRPC_ROUTES, GRANTS)
ROUTES = {HTTP_ROUTES: "HTTPRoute", GRPC_ROUTES: "GRPCRoute"}
_KINDS = {"HTTP": ["HTTPRoute", "GRPCRoute"], "HTTPS": ["HTTPRoute", "GRPCRoute"], "TLS": ["TLSRoute"],
          "TCP": ["TCPRoute"], "UDP": ["UDPRoute"]}  # fmt: skip


def kinds_of(listener: Object) -> list[str]:
    """The kinds of routes that a listener takes."""
    given = [one["kind"] for one in (listener.get("allowedRoutes") or {}).get("kinds") or ()]
    own = _KINDS.get(listener["protocol"], [])
    return [one for one in own if one in given] if given else own


def allows(plane: Plane, listener: Object, gateway: Object, route: Object) -> bool:
    """Whether a listener takes routes of this kind and namespace."""
    namespaces = (listener.get("allowedRoutes") or {}).get("namespaces") or {}
    where, own = namespaces.get("from", "Same"), route["metadata"]["namespace"]
    if route["kind"] not in kinds_of(listener):
        return False
    if where == "Same":
        return bool(own == gateway["metadata"]["namespace"])
    if where == "Selector":
        found = plane.objects.get(NAMESPACES, "", own)
        return found is not None and LabelSelector.of(namespaces.get("selector") or {}).matches(labels_of(found))
    return bool(where == "All")


def is_granted(plane: Plane, source: tuple[str, str, str], target: tuple[str, str, str, str]) -> bool:
    """Whether a reference across namespaces is allowed: from (group, kind, namespace) to (group, kind, ns, name)."""
    for grant in plane.objects.list(GRANTS, target[2]):
        spec = grant["spec"]
        comes = any((one["group"], one["kind"], one["namespace"]) == source for one in spec.get("from") or ())
        goes = any((one["group"], one["kind"]) == target[:2] and one.get("name") in {None, "", target[3]}
                   for one in spec.get("to") or ())  # fmt: skip
        if comes and goes:
            return True
    return False


def common_hosts(listener: Object, route: Object) -> list[str]:
    """The host names for which a route hangs on a listener; [""] stands for all, [] for none."""
    own, wanted = listener.get("hostname") or "", list(route["spec"].get("hostnames") or ())
    if not wanted:
        return [own]
    if not own:
        return wanted
    found = []
    for name in wanted:
        if name == own or _covers(own, name):
            found.append(name)
        elif _covers(name, own):
            found.append(own)
    return found


def _covers(pattern: str, name: str) -> bool:
    return pattern.startswith("*.") and name.endswith(pattern[1:]) and name != pattern[1:]


def covers(pattern: str, host: str) -> bool:
    """Whether a host name pattern (exact, `*.example.com`, "" for all) means a host."""
    return not pattern or pattern == host or _covers(pattern, host)


def parents(route: Object, gateway: Object) -> list[dict[str, Any]]:
    """A route's references to a gateway."""
    meta, own = gateway["metadata"], route["metadata"]["namespace"]
    return [one for one in route["spec"].get("parentRefs") or ()
            if one.get("kind", "Gateway") == "Gateway" and one["name"] == meta["name"]
            and one.get("namespace", own) == meta["namespace"]]  # fmt: skip


def fits(parent: dict[str, Any], listener: Object) -> bool:
    """Whether a reference means this listener of the gateway."""
    section, port = parent.get("sectionName"), parent.get("port")
    return section in {None, listener["name"]} and port in {None, listener["port"]}
