"""What a container wrote.

Follows kubernetes pkg/registry/core/pod/strategy.go: LogLocation, and pkg/registry/core/pod/rest/log.go.
"""

from __future__ import annotations

from app.cluster.api.errors import ApiError, bad_request, error, invalid, not_found
from app.cluster.api.kubelet import Kubelet, LogOptions
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import boolean, first, integer, time_option
from app.network.http import Headers, Reply, Response

KUBELET_PORT = 10250


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET of pods/NAME/log."""
    pod = pod_of(exchange)
    options = _options(exchange, pod)
    node = pod["spec"].get("nodeName")
    if not node:
        return Response(200, Headers([("Content-Type", "text/plain")]), b"")
    path = f"/containerLogs/{pod['metadata']['namespace']}/{pod['metadata']['name']}/{options.container}"
    return kubelet_of(exchange, node, path).logs(pod, options)


def pod_of(exchange: Exchange) -> Object:
    """The pod in the path."""
    info = exchange.info
    pod = exchange.api.store.get(("", "pods"), info.namespace, info.name)
    if pod is None:
        raise not_found("", "pods", info.name)
    return pod


def kubelet_of(exchange: Exchange, node: str, path: str) -> Kubelet:
    """The node's kubelet; ApiError 500 when it cannot be reached."""
    found = exchange.api.kubelet(node)
    if found is not None:
        return found
    stored = exchange.api.store.get(("", "nodes"), "", node)
    if stored is None:
        raise not_found("", "nodes", node)
    raise unreachable(stored, path)


def unreachable(node: Object, path: str) -> ApiError:
    """500: the machine is away."""
    addresses = (node.get("status") or {}).get("addresses") or ()
    address = next((item["address"] for item in addresses if item["type"] == "InternalIP"), node["metadata"]["name"])
    text = f'Get "https://{address}:{KUBELET_PORT}{path}": dial tcp {address}:{KUBELET_PORT}: connect: no route to host'
    return error("InternalError", text, code=500, details={})


def container_of(pod: Object, name: str) -> str:
    """The container that a request means; ApiError 400 when that is not clear or not there."""
    spec, pod_name = pod["spec"], pod["metadata"]["name"]
    names: list[str] = [item["name"] for item in spec.get("containers") or ()]
    init = [item["name"] for item in spec.get("initContainers") or ()]
    debug = [item["name"] for item in spec.get("ephemeralContainers") or ()]
    if not name:
        if len(names) == 1 and not init and not debug:
            return names[0]
        if len(names) == 1:
            return names[0]
        text = f"a container name must be specified for pod {pod_name}, choose one of: [{' '.join(names)}]"
        if init:
            text += f" or one of the init containers: [{' '.join(init)}]"
        if debug:
            text += f" or one of the ephemeral containers: [{' '.join(debug)}]"
        raise bad_request(text)
    if name not in {*names, *init, *debug}:
        raise bad_request(f"container {name} is not valid for pod {pod_name}")
    return name


def _options(exchange: Exchange, pod: Object) -> LogOptions:
    query = exchange.query
    problems = []
    for name, least in (("tailLines", 0), ("sinceSeconds", 1), ("limitBytes", 1)):
        value = integer(query, name)
        if value is not None and value < least:
            words = f"must be greater than or equal to {least}" if least == 0 else "must be greater than 0"
            problems.append((name, f"Invalid value: {value}: {words}"))
    if problems:
        causes = [{"reason": "FieldValueInvalid", "message": text, "field": name} for name, text in problems]
        raise invalid("", "PodLogOptions", pod["metadata"]["name"], causes, f"{problems[0][0]}: {problems[0][1]}")
    return LogOptions(
        container=container_of(pod, first(query, "container")),
        follow=boolean(query, "follow"),
        previous=boolean(query, "previous"),
        since_time=time_option(query, "sinceTime"),
        since_seconds=integer(query, "sinceSeconds"),
        timestamps=boolean(query, "timestamps"),
        tail_lines=integer(query, "tailLines"),
        limit_bytes=integer(query, "limitBytes"),
        stream=first(query, "stream") or "All",
    )
