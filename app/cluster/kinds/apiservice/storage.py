"""Whether an aggregated API is available: the server's own always are, others when their Service can be reached.

Follows kubernetes kube-aggregator/pkg/controllers/status/{local,remote}/*_available_controller.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api import aggregator
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
    api_service["status"] = {**(api_service.get("status") or {}), "conditions": [available(api, api_service)]}


def available(api: Api, api_service: Object) -> Object:
    """The condition as it is to be now; its time is kept while its status is."""
    status, reason, message = _verdict(api, api_service)
    old = next(
        (one for one in (api_service.get("status") or {}).get("conditions") or () if one["type"] == "Available"), None
    )
    return {
        "type": "Available",
        "status": status,
        "lastTransitionTime": old["lastTransitionTime"] if old and old["status"] == status else rfc3339(api.clock.now),
        "reason": reason,
        "message": message,
    }


def _verdict(api: Api, api_service: Object) -> tuple[str, str, str]:
    reference = api_service["spec"].get("service")
    if not reference:
        return "True", "Local", "Local APIServices are always available"
    namespace, name = reference.get("namespace", ""), reference.get("name", "")
    place = f'service/{name} in "{namespace}"'
    service = api.store.get(SERVICES, namespace, name)
    if service is None:
        return "False", "ServiceNotFound", f"{place} is not present"
    port = aggregator.port_of(service, reference)
    if port is None:
        return "False", "ServicePortError", f"{place} is not listening on port {reference.get('port', 443)}"
    endpoints = api.store.get(ENDPOINTS, namespace, name)
    if endpoints is None:
        return "False", "EndpointsNotFound", f"cannot find endpoints for {place}"
    if not any(aggregator.backends(api, reference)):
        name = port.get("name", "")
        return "False", "MissingEndpoints", f'endpoints for {place} have no addresses with port name "{name}"'
    if why := aggregator.failure(api, api_service):
        return "False", "FailedDiscoveryCheck", why
    return "True", "Passed", "all checks passed"
