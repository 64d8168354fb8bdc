"""The API server as a client of webhooks: where they are, what goes wrong on the way, in Go's words.

Follows kubernetes apiserver/pkg/util/webhook/client.go and apiserver/pkg/util/proxy/proxy.go: ResolveCluster. A server
that does not answer at once is one that did not answer in time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.network.http import Headers, Request, Response
from app.network.network import ConnectError

if TYPE_CHECKING:
    from app.cluster.api.api import Api

SERVICES = ("", "services")
_REASONS = {
    "refused": "connect: connection refused",
    "timeout": "i/o timeout",
    "unreachable": "connect: no route to host",
}


class CallError(Exception):
    """A webhook that could not be asked, or whose answer makes no sense."""


def post(api: Api, config: dict[str, Any], body: bytes, seconds: int) -> bytes:
    """The body of the answer; CallError. `config` is a clientConfig."""
    service = config.get("service")
    if service:
        port = service.get("port") or 443
        path = "/" + (service.get("path") or "/").lstrip("/")
        url, host = f"https://{service['name']}.{service['namespace']}.svc:{port}{path}?timeout={seconds}s", ""
    else:
        parts = urlsplit(config.get("url") or "")
        host, port, path = parts.hostname or "", parts.port or 443, parts.path
        url = f"{config.get('url')}?timeout={seconds}s"
    try:
        if service:
            host = _address(api, service, port)
        response = _exchange(api, host, port, f"{path}?timeout={seconds}s", body, bool(config.get("caBundle")))
    except CallError as problem:
        raise CallError(f'Post "{url}": {problem}') from None
    return _body(response)


def _address(api: Api, reference: dict[str, Any], port: int) -> str:
    """The address of a Service; CallError."""
    name = reference["name"]
    service = api.store.get(SERVICES, reference["namespace"], name)
    if service is None:
        raise CallError(f'service "{name}" not found')
    spec = service["spec"]
    if spec.get("type") == "ExternalName":
        return str(spec.get("externalName", ""))
    if spec.get("clusterIP") in {None, "", "None"}:
        raise CallError(f'cannot route to service with ClusterIP "{spec.get("clusterIP") or ""}"')
    if port not in {item["port"] for item in spec.get("ports") or ()}:
        raise CallError(f'no service port {port} found for service "{name}"')
    return str(spec["clusterIP"])


def _exchange(api: Api, host: str, port: int, target: str, body: bytes, trusted: bool) -> Response:
    fields = [("Host", host), ("User-Agent", "kube-apiserver-admission"), ("Content-Type", "application/json")]
    fields += [("Accept", "application/json, */*"), ("Content-Length", str(len(body)))]
    request = Request("POST", target, Headers(fields), body)
    found: list[Response] = []
    if api.interface is None:
        raise CallError(f"dial tcp {host}:{port}: connect: connection refused")
    try:
        if api.network.find(api.interface, host, port).tls and not trusted:
            raise CallError("tls: failed to verify certificate: x509: certificate signed by unknown authority")
        api.network.exchange(api.interface, host, port, request, found.append, tls=True)
    except ConnectError as problem:
        raise CallError(_dialled(api, problem, host, port)) from None
    if not found:
        raise CallError("context deadline exceeded")
    return found[0]


def _dialled(api: Api, problem: ConnectError, host: str, port: int) -> str:
    if problem.kind == "not tls":
        return "http: server gave HTTP response to HTTPS client"
    if problem.kind == "unknown host":
        server = api.interface.nameserver if api.interface is not None else ""
        return f"dial tcp: lookup {host} on {server or '127.0.0.53'}:53: no such host"
    return f"dial tcp {host}:{port}: {_REASONS.get(problem.kind, problem.kind)}"


def _body(response: Response) -> bytes:
    if response.status == 404:
        raise CallError("the server could not find the requested resource")
    text = response.body.decode(errors="replace").strip() if isinstance(response.body, bytes) else ""
    if response.status >= 500:
        why = f'an error on the server ("{text}") has prevented the request from succeeding'
        raise CallError(why)
    if not 200 <= response.status < 300:
        raise CallError("the server rejected our request for an unknown reason")
    return response.body if isinstance(response.body, bytes) else b""
