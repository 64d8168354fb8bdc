"""HTTP through the API server to pods, services and nodes.

Follows kubernetes pkg/registry/core/{pod,service,node}/rest and apimachinery/pkg/util/proxy/upgradeaware.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.cluster.api.errors import ApiError, bad_request, error, not_found
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.subresources.connecting import admit
from app.cluster.api.subresources.locating import answering, dialing
from app.network.http import Headers, Reply, Request, Response
from app.network.network import ConnectError

_HOP = {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding",
        "upgrade"}  # fmt: skip
OPTIONS = {"nodes": "NodeProxyOptions", "pods": "PodProxyOptions", "services": "ServiceProxyOptions"}
_WORDS = {
    "refused": "connect: connection refused",
    "timeout": "i/o timeout",
    "unreachable": "connect: no route to host",
    "unknown host": "no such host",
}


@dataclass(frozen=True)
class Place:
    """Where a proxied request goes."""

    host: str
    port: int
    tls: bool = False


def serve(exchange: Exchange, reply: Reply) -> Response | None:
    """Any method on NAME/proxy/PATH."""
    info, api = exchange.info, exchange.api
    kind = info.resource
    admit(exchange, OPTIONS[kind], {"path": urlsplit(exchange.request.target).path.partition("/proxy")[2]})
    if kind == "nodes":
        return _kubelet(exchange)
    place = _pod(exchange) if kind == "pods" else _service(exchange)
    request = _forwarded(exchange, place)
    source = api.interface
    if source is None:
        raise _unreachable(f"dial tcp {place.host}:{place.port}: connect: network is unreachable")

    def back(response: Response) -> None:
        fields = [(name, value) for name, value in response.headers.fields() if name.lower() not in _HOP]
        fields.insert(0, ("Audit-Id", api.audit_id()))
        reply(Response(response.status, Headers(fields), response.body, response.channels))

    try:
        api.network.exchange(source, place.host, place.port, request, back, tls=place.tls)
    except ConnectError as problem:
        raise _refused(problem, place) from None
    return None


def _forwarded(exchange: Exchange, place: Place) -> Request:
    info, request = exchange.info, exchange.request
    target = "/" + "/".join(quote(part, safe="~:@!$&'()*+,;=-._") for part in info.rest)
    if request.path.endswith("/") and not target.endswith("/"):
        target += "/"
    query = urlsplit(request.target).query
    if query:
        target += "?" + query
    fields = [
        (name, value)
        for name, value in request.headers.fields()
        if name.lower() not in {*_HOP, "authorization", "host"} and not name.lower().startswith("impersonate-")
    ]
    fields += [("Host", f"{place.host}:{place.port}"), ("X-Forwarded-Uri", request.path)]
    return Request(request.method, target, Headers(fields), request.body, exchange.api.server[0])


def _split(name: str) -> tuple[str, str, str]:
    """(scheme, name, port) of `[scheme:]name[:port]`. Follows apimachinery/pkg/util/net/port_split.go."""
    parts = name.split(":")
    if len(parts) == 1:
        return "", parts[0], ""
    if len(parts) == 2:
        return "", parts[0], parts[1]
    if len(parts) == 3 and parts[0] in {"", "http", "https"}:
        return parts[0], parts[1], parts[2]
    return "?", name, ""


def _pod(exchange: Exchange) -> Place:
    scheme, name, port = _split(exchange.info.name)
    if scheme == "?":
        raise bad_request(f'invalid pod request "{exchange.info.name}"')
    pod = exchange.api.store.get(("", "pods"), exchange.info.namespace, name)
    if pod is None:
        raise not_found("", "pods", name)
    if not port:
        # Follows pkg/registry/core/pod/strategy.go: the first port any container names.
        ports = [item for box in pod["spec"].get("containers") or () for item in box.get("ports") or ()]
        port = str(ports[0]["containerPort"]) if ports else ""
    address = (pod.get("status") or {}).get("podIP", "")
    if not address:
        raise bad_request("address not allowed")
    return Place(address, int(port or (443 if scheme == "https" else 80)), scheme == "https")


def _service(exchange: Exchange) -> Place:
    scheme, name, port = _split(exchange.info.name)
    if scheme == "?":
        raise bad_request(f'invalid service request "{exchange.info.name}"')
    api, namespace = exchange.api, exchange.info.namespace
    service = api.store.get(("", "services"), namespace, name)
    if service is None:
        raise not_found("", "services", name)
    ports = service["spec"].get("ports") or []
    wanted = _service_port(ports, port)
    if wanted is None:
        raise error("ServiceUnavailable", f'no service port "{port}" found for service "{name}"')
    backend = _backend(exchange, name, wanted)
    if backend is None:
        raise error("ServiceUnavailable", f'no endpoints available for service "{exchange.info.name}"')
    return Place(*backend, scheme == "https")


def _service_port(ports: list[Object], wanted: str) -> Object | None:
    if not wanted:
        return ports[0] if ports else None
    return next((item for item in ports if wanted in {item.get("name"), str(item["port"])}), None)


def _backend(exchange: Exchange, service: str, port: Object) -> tuple[str, int] | None:
    selector = {"matchLabels": {"kubernetes.io/service-name": service}}
    key = ("discovery.k8s.io", "endpointslices")
    places = []
    for piece in exchange.api.store.by_label(key, exchange.info.namespace, selector):
        number = next(
            (item["port"] for item in piece.get("ports") or () if item.get("name", "") == port.get("name", "")), None
        )
        if number is None:
            continue
        for endpoint in piece.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready", True):
                places.append((endpoint["addresses"][0], number))
    return exchange.api.randomness.choice(places) if places else None


def _kubelet(exchange: Exchange) -> Response:
    _, name, _ = _split(exchange.info.name)
    kubelet = answering(exchange, name)
    if kubelet is None:
        raise _unreachable(dialing(exchange, name))
    return kubelet.proxy("/" + "/".join(exchange.info.rest))


def _refused(problem: ConnectError, place: Place) -> ApiError:
    where = f"{place.host}:{place.port}"
    if problem.kind == "not tls":
        return _unreachable("http: server gave HTTP response to HTTPS client")
    if problem.kind == "unknown host":
        return _unreachable(f"dial tcp: lookup {place.host}: no such host")
    return _unreachable(f"dial tcp {where}: {_WORDS[problem.kind]}")


def _unreachable(why: str) -> ApiError:
    return error("ServiceUnavailable", f"error trying to reach service: {why}")
