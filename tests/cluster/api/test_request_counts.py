"""What the API server counts of its requests."""

from __future__ import annotations

from tests.cluster.api.server import Server


def _counts(server: Server) -> list[str]:
    body = server.send("GET", "/metrics").body
    assert isinstance(body, bytes)
    return [line for line in body.decode().splitlines() if line.startswith("apiserver_request_total{")]


def test_requests_are_counted_by_what_they_ask_and_how_they_end(server: Server) -> None:
    server.send("GET", "/api/v1/namespaces/default/configmaps")
    server.send("GET", "/api/v1/namespaces/default/configmaps")
    server.send("GET", "/api/v1/namespaces/default/configmaps/nope")
    server.send("GET", "/livez")
    assert _counts(server) == [
        'apiserver_request_total{code="200",component="",dry_run="",group="",resource="",scope="",'
        'subresource="/livez",verb="GET",version=""} 1',
        'apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="configmaps",'
        'scope="namespace",subresource="",verb="LIST",version="v1"} 2',
        'apiserver_request_total{code="404",component="apiserver",dry_run="",group="",resource="configmaps",'
        'scope="resource",subresource="",verb="GET",version="v1"} 1',
    ]
