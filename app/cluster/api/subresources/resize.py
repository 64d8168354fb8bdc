"""Changing a running pod's CPU and memory.

Follows kubernetes pkg/registry/core/pod/strategy.go: podResizeStrategy.
"""

from __future__ import annotations

from app.cluster.api.errors import not_found
from app.cluster.api.objects import Object, clone
from app.cluster.api.rest import get, patch
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent
from app.cluster.api.rest.options import WriteOptions, write_options
from app.cluster.api.rest.write import read_body
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
    for field in ("containers", "initContainers"):
        given = {item["name"]: item for item in wanted["spec"].get(field) or ()}
        for container in new["spec"].get(field) or ():
            if (other := given.get(container["name"])) is not None:
                container["resources"] = other.get("resources") or {}
                if "resizePolicy" in other:
                    container["resizePolicy"] = other["resizePolicy"]
    if version := wanted["metadata"].get("resourceVersion"):
        new["metadata"]["resourceVersion"] = version
    return represent(exchange, update(exchange.api, resource.key, new, exchange.call(options)))


def wanted_pod(exchange: Exchange, old: Object) -> tuple[WriteOptions, Object]:
    """The pod that a PUT or PATCH asks for."""
    if exchange.info.verb == "update":
        options = write_options(exchange.query, "UpdateOptions")
        return options, read_body(exchange, exchange.target.gvk, options.validation)
    options = write_options(exchange.query, "PatchOptions")
    return options, patch.patched(exchange, patch.check_type(exchange), old, options)
