"""Where a pod's kubelet serves its logs and streams, and what clients hear when nobody answers there.

Follows kubernetes pkg/registry/core/pod/strategy.go: LogLocation; apimachinery/pkg/util/proxy/upgradeaware.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from app.cluster.api.errors import ApiError, error, not_found
from app.cluster.api.kubelet import Kubelet, LogOptions
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.sim.clock import rfc3339

PORT = 10250
Parameters = Sequence[tuple[str, str]]


def answering(exchange: Exchange, node: str) -> Kubelet | None:
    """The node's kubelet; None when it does not answer, ApiError 404 when there is no such node."""
    found = exchange.api.kubelet(node)
    if found is None:
        _node(exchange, node)
    return found


def dialing(exchange: Exchange, node: str) -> str:
    """What connecting to a kubelet that does not answer gives: the machine is away, or only the kubelet is."""
    why = "no route to host" if exchange.api.away(node) else "connection refused"
    return f"dial tcp {_address(exchange, node)}:{PORT}: connect: {why}"


def no_log(exchange: Exchange, pod: Object, options: LogOptions) -> ApiError:
    """500: the request to the kubelet failed."""
    node, meta = pod["spec"]["nodeName"], pod["metadata"]
    parameters = sorted(_log_parameters(options), key=lambda one: one[0])
    path = f"containerLogs/{meta['namespace']}/{meta['name']}/{options.container}"
    url = f"https://{_address(exchange, node)}:{PORT}/{path}{'?' if parameters else ''}{urlencode(parameters)}"
    return error("", f'Get "{url}": {dialing(exchange, node)}', code=500)


def _node(exchange: Exchange, name: str) -> Object:
    stored = exchange.api.store.get(("", "nodes"), "", name)
    if stored is None:
        raise not_found("", "nodes", name)
    return stored


def _address(exchange: Exchange, name: str) -> str:
    addresses = (_node(exchange, name).get("status") or {}).get("addresses") or ()
    return next((str(item["address"]) for item in addresses if item["type"] == "InternalIP"), name)


def _log_parameters(options: LogOptions) -> Parameters:
    found = [(name, "true") for name in ("follow", "previous", "timestamps") if getattr(options, name)]
    for name, value in (
        ("sinceSeconds", options.since_seconds), ("tailLines", options.tail_lines), ("limitBytes", options.limit_bytes),
    ):  # fmt: skip
        if value is not None:
            found.append((name, str(value)))
    if options.since_time is not None:
        found.append(("sinceTime", rfc3339(options.since_time)))
    return found
