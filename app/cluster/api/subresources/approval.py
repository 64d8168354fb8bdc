"""Certificate signing requests: approving and denying writes the conditions alone."""

from __future__ import annotations

from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.subresources.part import serve_part
from app.network.http import Reply, Response
from app.sim.clock import rfc3339


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET, PUT or PATCH."""
    now = rfc3339(exchange.api.clock.now)

    def take_conditions(request: Object, wanted: Object) -> None:
        conditions = (wanted.get("status") or {}).get("conditions") or []
        for condition in conditions:
            condition["lastUpdateTime"] = condition.get("lastUpdateTime") or now
            condition["lastTransitionTime"] = condition.get("lastTransitionTime") or now
        request["status"] = {**(request.get("status") or {}), "conditions": conditions}

    return serve_part(exchange, take_conditions)
