"""Subresources: `pods/log`, `deployments/scale`. The module's name is the subresource's; each has `serve`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from app.cluster.api import reviews
from app.cluster.api.registry import Resource
from app.cluster.api.rest.exchange import Exchange, Handler, not_allowed, not_here
from app.network.http import Reply, Response

Serve = Callable[[Exchange, Reply], "Response | None"]


@cache
def _module(name: str) -> Serve | None:
    path = f"{__name__}.{name}"
    if not name.isidentifier() or find_spec(path) is None:
        return None
    found: Serve = import_module(path).serve
    return found


def serve(exchange: Exchange, reply: Reply) -> Response | None:
    """Answer, or None when somebody else calls `reply` later."""
    info, kind = exchange.info, exchange.target.kind
    declared = next((item for item in kind.subresources if item.name == info.subresource), None)
    handler = _module(info.subresource) if declared is not None else None
    if declared is None or handler is None or not info.name:
        raise not_here()
    if kind.namespaced and not info.namespace:
        raise not_here()
    if info.verb not in declared.verbs:
        raise not_allowed()
    return handler(exchange, reply)


def virtual(resource: Resource) -> Handler | None:
    """The handler of a resource that has no stored objects: reviews, bindings, component statuses."""
    return reviews.HANDLERS.get((resource.group, resource.plural))
