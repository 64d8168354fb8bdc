"""Namespaces: setting `spec.finalizers`, by which a namespace being deleted goes away."""

from __future__ import annotations

from app.cluster.api.errors import not_found
from app.cluster.api.objects import clone
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import represent
from app.cluster.api.rest.options import write_options
from app.cluster.api.rest.write import read_body
from app.cluster.api.writes.update import update
from app.network.http import Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """PUT."""
    resource, info = exchange.target, exchange.info
    options = write_options(exchange.query, "UpdateOptions")
    wanted = read_body(exchange, resource.gvk, options.validation)
    old = exchange.api.store.get(resource.key, "", info.name)
    if old is None:
        raise not_found(resource.group, resource.plural, info.name)
    new = clone(old)
    new["spec"] = {"finalizers": (wanted.get("spec") or {}).get("finalizers") or []}
    if version := wanted["metadata"].get("resourceVersion"):
        new["metadata"]["resourceVersion"] = version
    return represent(exchange, update(exchange.api, resource.key, new, exchange.call(options)))
