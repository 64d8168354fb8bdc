"""Certificate signing requests: approving and denying writes the conditions alone."""

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
from app.sim.clock import rfc3339


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET, PUT or PATCH."""
    if exchange.info.verb == "get":
        return get.get(exchange)
    resource = exchange.target
    old = exchange.api.store.get(resource.key, "", exchange.info.name)
    if old is None:
        raise not_found(resource.group, resource.plural, exchange.info.name)
    options, wanted = _wanted(exchange, old)
    new = clone(old)
    conditions = (wanted.get("status") or {}).get("conditions") or []
    now = rfc3339(exchange.api.clock.now)
    for condition in conditions:
        condition.setdefault("lastUpdateTime", now)
        condition.setdefault("lastTransitionTime", now)
        if not condition.get("lastUpdateTime"):
            condition["lastUpdateTime"] = now
        if not condition.get("lastTransitionTime"):
            condition["lastTransitionTime"] = now
    new["status"] = {**(old.get("status") or {}), "conditions": conditions}
    if version := wanted["metadata"].get("resourceVersion"):
        new["metadata"]["resourceVersion"] = version
    return represent(exchange, update(exchange.api, resource.key, new, exchange.call(options)))


def _wanted(exchange: Exchange, old: Object) -> tuple[WriteOptions, Object]:
    if exchange.info.verb == "update":
        options = write_options(exchange.query, "UpdateOptions")
        return options, read_body(exchange, exchange.target.gvk, options.validation)
    options = write_options(exchange.query, "PatchOptions")
    return options, patch.patched(exchange, patch.check_type(exchange), old, options)
