"""The status of an object, read and written through the object itself."""

from __future__ import annotations

from app.cluster.api.rest import get, patch, write
from app.cluster.api.rest.exchange import Exchange
from app.network.http import Reply, Response

_VERBS = {"get": get.get, "update": write.update, "patch": patch.patch}


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET, PUT or PATCH."""
    return _VERBS[exchange.info.verb](exchange)
