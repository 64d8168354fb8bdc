"""Whether an aggregated API is available: the server's own always are, others when their Service can be reached.

Follows kubernetes kube-aggregator/pkg/controllers/status/{local,remote}/*_available_controller.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call
from app.cluster.api.objects import Object
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

SERVICES, ENDPOINTS = ("", "services"), ("", "endpoints")


def begin_create(api: Api, api_service: Object, call: Call) -> None:
    """A first look; the controller's own comes so soon that nobody sees the difference."""
    _look(api, api_service)


def begin_update(api: Api, api_service: Object, old: Object, call: Call) -> None:
    """Another look when it names another Service."""
    if not call.subresource and api_service["spec"].get("service") != old["spec"].get("service"):
        _look(api, api_service)


def _look(api: Api, api_service: Object) -> None:
    status, reason, message = _verdict(api, api_service["spec"].get("service"))
    available = {
        "type": "Available",
        "status": status,
        "lastTransitionTime": rfc3339(api.clock.now),
        "reason": reason,
        "message": message,
    }
    api_service["status"] = {**(api_service.get("status") or {}), "conditions": [available]}


def _verdict(api: Api, reference: Object | None) -> tuple[str, str, str]:
    if not reference:
        return "True", "Local", "Local APIServices are always available"
    namespace, name = reference.get("namespace", ""), reference.get("name", "")
    place = f'service/{name} in "{namespace}"'
    service = api.store.get(SERVICES, namespace, name)
    if service is None:
        return "False", "ServiceNotFound", f"{place} is not present"
    port = next((one for one in service["spec"].get("ports") or () if one["port"] == reference.get("port", 443)), None)
    if port is None:
        return "False", "ServicePortError", f"{place} is not listening on port {reference.get('port', 443)}"
    endpoints = api.store.get(ENDPOINTS, namespace, name)
    if endpoints is None:
        return "False", "EndpointsNotFound", f"cannot find endpoints for {place}"
    return (
        "False",
        "MissingEndpoints",
        f'endpoints for {place} have no addresses with port name "{port.get("name", "")}"',
    )
