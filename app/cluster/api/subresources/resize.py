"""Changing a running pod's CPU and memory.

Follows kubernetes pkg/registry/core/pod/strategy.go: podResizeStrategy.
"""

from __future__ import annotations

from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.subresources.part import serve_part
from app.network.http import Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET, PUT or PATCH."""
    return serve_part(exchange, _take_resources)


def _take_resources(pod: Object, wanted: Object) -> None:
    for field in ("containers", "initContainers"):
        given = {item["name"]: item for item in wanted["spec"].get(field) or ()}
        for container in pod["spec"].get(field) or ():
            if (other := given.get(container["name"])) is not None:
                container["resources"] = other.get("resources") or {}
                if "resizePolicy" in other:
                    container["resizePolicy"] = other["resizePolicy"]
