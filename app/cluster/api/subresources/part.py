"""Subresources that take one part of the object they are given, and leave the rest as it is stored."""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.api.errors import not_found
from app.cluster.api.objects import Object, clone
from app.cluster.api.rest import get, patch
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent
from app.cluster.api.rest.options import WriteOptions, write_options
from app.cluster.api.rest.write import read_body
from app.cluster.api.writes.update import update
from app.network.http import Response


def serve_part(exchange: Exchange, take: Callable[[Object, Object], None]) -> Response:
    """GET, PUT or PATCH; `take(obj, wanted)` writes into the object what this subresource may change."""
    if exchange.info.verb == "get":
        return get.get(exchange)
    info, resource = exchange.info, exchange.target
    old = exchange.api.store.get(resource.key, info.namespace, info.name)
    if old is None:
        raise not_found(resource.group, resource.plural, info.name)
    options, wanted = _wanted(exchange, old)
    new = clone(old)
    take(new, wanted)
    if version := wanted["metadata"].get("resourceVersion"):
        new["metadata"]["resourceVersion"] = version
    return represent(exchange, update(exchange.api, resource.key, new, exchange.call(options)))


def _wanted(exchange: Exchange, old: Object) -> tuple[WriteOptions, Object]:
    if exchange.info.verb == "update":
        options = write_options(exchange.query, "UpdateOptions")
        return options, read_body(exchange, exchange.target.gvk, options.validation)
    options = write_options(exchange.query, "PatchOptions")
    return options, patch.patched(exchange, patch.check_type(exchange), old, options)
