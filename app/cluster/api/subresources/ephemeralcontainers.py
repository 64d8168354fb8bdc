"""Adding debugging containers to a running pod.

Follows kubernetes pkg/registry/core/pod/strategy.go: podEphemeralContainersStrategy.
"""

from __future__ import annotations

from app.cluster.api.errors import not_found
from app.cluster.api.objects import clone
from app.cluster.api.rest import get
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent
from app.cluster.api.subresources.resize import wanted_pod
from app.cluster.api.writes.update import update
from app.network.http import Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET, PUT or PATCH."""
    if exchange.info.verb == "get":
        return get.get(exchange)
    info, resource = exchange.info, exchange.target
    old = exchange.api.store.get(resource.key, info.namespace, info.name)
    if old is None:
        raise not_found("", "pods", info.name)
    options, wanted = wanted_pod(exchange, old)
    new = clone(old)
    if containers := wanted["spec"].get("ephemeralContainers"):
        new["spec"]["ephemeralContainers"] = containers
    if version := wanted["metadata"].get("resourceVersion"):
        new["metadata"]["resourceVersion"] = version
    return represent(exchange, update(exchange.api, resource.key, new, exchange.call(options)))
