"""Adding debugging containers to a running pod.

Follows kubernetes pkg/registry/core/pod/strategy.go: podEphemeralContainersStrategy.
"""

from __future__ import annotations

from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.subresources.part import serve_part
from app.network.http import Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET, PUT or PATCH."""
    return serve_part(exchange, _take_containers)


def _take_containers(pod: Object, wanted: Object) -> None:
    if containers := wanted["spec"].get("ephemeralContainers"):
        pod["spec"]["ephemeralContainers"] = containers
