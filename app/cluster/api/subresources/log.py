"""What a container wrote.

Follows kubernetes pkg/registry/core/pod/strategy.go: LogLocation, and pkg/registry/core/pod/rest/log.go.
"""

from __future__ import annotations

from app.cluster.api.errors import bad_request, invalid, not_found
from app.cluster.api.kubelet import LogOptions
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import boolean, first, integer, time_option
from app.cluster.api.subresources.locating import answering, no_log
from app.network.http import Headers, Reply, Response

STREAMS = ("All", "Stderr", "Stdout")


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET of pods/NAME/log."""
    _check_options(exchange)
    pod = pod_of(exchange)
    options = _options(exchange, pod)
    node = pod["spec"].get("nodeName")
    if not node:
        return Response(200, Headers([("Content-Type", "text/plain")]), b"")
    kubelet = answering(exchange, node)
    if kubelet is None:
        raise no_log(exchange, pod, options)
    return kubelet.logs(pod, options)


def pod_of(exchange: Exchange) -> Object:
    """The pod in the path."""
    info = exchange.info
    pod = exchange.api.store.get(("", "pods"), info.namespace, info.name)
    if pod is None:
        raise not_found("", "pods", info.name)
    return pod


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


def _check_options(exchange: Exchange) -> None:
    """Follows kubernetes pkg/apis/core/validation/validation.go: ValidatePodLogOptions."""
    query = exchange.query
    tail, limit, since = (integer(query, name) for name in ("tailLines", "limitBytes", "sinceSeconds"))
    problems = []
    if tail is not None and tail < 0:
        problems.append(
            ("FieldValueInvalid", "tailLines", f"Invalid value: {tail}: must be greater than or equal to 0")
        )
    if limit is not None and limit < 1:
        problems.append(("FieldValueInvalid", "limitBytes", f"Invalid value: {limit}: must be greater than 0"))
    if since is not None and time_option(query, "sinceTime") is not None:
        text = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified"
        problems.append(("FieldValueForbidden", "", text))
    elif since is not None and since < 1:
        problems.append(("FieldValueInvalid", "sinceSeconds", f"Invalid value: {since}: must be greater than 0"))
    stream = first(query, "stream") or "All"
    if stream not in STREAMS:
        listed = ", ".join(f'"{item}"' for item in STREAMS)
        problems.append(
            ("FieldValueNotSupported", "stream", f'Unsupported value: "{stream}": supported values: {listed}')
        )
    elif tail is not None and stream != "All":
        text = "Forbidden: `tailLines` and specific `stream` are mutually exclusive for now"
        problems.append(("FieldValueForbidden", "", text))
    if problems:
        causes = [{"reason": reason, "message": text, "field": name} for reason, name, text in problems]
        texts = [f"{name}: {text}" for _, name, text in problems]
        detail = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        raise invalid("", "PodLogOptions", exchange.info.name, causes, detail)


def _options(exchange: Exchange, pod: Object) -> LogOptions:
    query = exchange.query
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
