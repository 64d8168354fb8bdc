"""Metrics for control loops, asked for where everybody asks for them.

Follows kubernetes pkg/controller/podautoscaler/metrics/client.go and client-go's words for answers without a Status.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from app.cluster.api import aggregator
from app.cluster.api.call import service_account_user
from app.network.http import Headers, Request, Response
from app.sim.clock import parse_rfc3339
from app.sim.label_selectors import LabelSelector
from app.sim.quantity import parse

if TYPE_CHECKING:
    from app.cluster.api.api import Api

Object = dict[str, Any]
GENERIC = {
    404: "the server could not find the requested resource",
    503: "the server is currently unable to handle the request",
}
ACCOUNT = service_account_user("kube-system", "horizontal-pod-autoscaler")
NO_CUSTOM = "unable to fetch metrics from custom metrics API: no known available metric versions found"


class MetricsError(Exception):
    """A metric that cannot be had; the message is the controller's."""


@dataclass(frozen=True)
class Sample:
    """What a pod uses, in thousandths, as of a moment; `window` is the seconds before it that were looked at."""

    value: int
    at: float = 0.0
    window: float = 0.0


def resource_metric(
    api: Api, resource: str, namespace: str, selector: LabelSelector, container: str
) -> dict[str, Sample]:
    """What the selected pods (or one container of each) use of a resource, by name; MetricsError."""
    items = _listed(api, namespace, selector)
    if not items:
        raise MetricsError("no metrics returned from resource metrics API")
    found = {}
    for item in items:
        usages = {one["name"]: one["usage"] for one in item["containers"]}
        if container:
            if container not in usages:
                place = f"{item['metadata']['namespace']}/{item['metadata']['name']}"
                why = f"container {container} not present in metrics for pod {place}"
                raise MetricsError(f"failed to get container metrics: {why}")
            usages = {container: usages[container]}
        if usages and all(resource in usage for usage in usages.values()):
            value = sum(parse(usage[resource]).milli_value() for usage in usages.values())
            at, window = parse_rfc3339(item["timestamp"]), float(item["window"].removesuffix("s"))
            found[item["metadata"]["name"]] = Sample(value, at, window)
    return found


def _listed(api: Api, namespace: str, selector: LabelSelector) -> list[Object]:
    path = f"/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods"
    elsewhere = aggregator.responsible(api, path)
    response = Response(404)
    if elsewhere is not None:
        found: list[Response] = []
        target = f"{path}?labelSelector={quote(str(selector))}"
        request = Request("GET", target, Headers([("Accept", "application/json")]))
        later = aggregator.forward(api, elsewhere, request, ACCOUNT, found.append)
        response = later or (found[0] if found else Response(504))
    body = response.body if isinstance(response.body, bytes) else b""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        document = {}
    if response.status == 200:
        return list(document.get("items") or ())
    problem = GENERIC.get(response.status, "an error on the server has prevented the request from succeeding")
    message = document.get("message") or f"{problem} (get pods.metrics.k8s.io)"
    raise MetricsError(f"unable to fetch metrics from resource metrics API: {message}")
