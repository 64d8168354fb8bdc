"""Running a command in a container."""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.api.errors import ApiError, bad_request, error
from app.cluster.api.kubelet import Kubelet, StreamOptions
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import boolean, first
from app.cluster.api.subresources.connecting import admit
from app.cluster.api.subresources.locating import answering, dialing
from app.cluster.api.subresources.log import container_of, pod_of
from app.network.http import Headers, Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET or POST of pods/NAME/exec, upgraded to channels."""
    pod = pod_of(exchange)
    options = stream_options(exchange, pod)
    if not options.command:
        raise bad_request("you must specify at least 1 command to execute")
    admit(exchange, "PodExecOptions", shown(options))
    return proxied(exchange, pod, lambda kubelet: kubelet.exec(pod, options))


def proxied(exchange: Exchange, pod: Object, connect: Callable[[Kubelet], Response]) -> Response:
    """What a kubelet answers; its refusal is plain text, for clients of WebSockets and of SPDY alike.

    ApiError 500 when it does not answer. Follows kubernetes pkg/registry/core/pod/rest/subresources.go: since 1.36
    kubelets speak WebSockets themselves (ExtendWebSocketsToKubelet), and nothing is translated.
    """
    kubelet = reach(exchange, pod)
    try:
        return connect(kubelet)
    except ApiError as refused:
        text = f"{refused.status['message']}\n".encode()
        return Response(refused.status["code"], Headers({"Content-Type": "text/plain; charset=utf-8"}), text)


def stream_options(exchange: Exchange, pod: Object) -> StreamOptions:
    """The streams the client asks for."""
    query = exchange.query
    options = StreamOptions(
        container=container_of(pod, first(query, "container")),
        command=tuple(query.get("command", ())),
        stdin=boolean(query, "stdin"),
        stdout=boolean(query, "stdout"),
        stderr=boolean(query, "stderr"),
        tty=boolean(query, "tty"),
    )
    if not (options.stdin or options.stdout or options.stderr):
        raise bad_request("you must specify at least one of stdin, stdout, stderr")
    return options


def shown(options: StreamOptions) -> Object:
    """The options as admission sees them."""
    found = {name: getattr(options, name) for name in ("stdin", "stdout", "stderr", "tty", "container")}
    return {**found, "command": list(options.command)}


def reach(exchange: Exchange, pod: Object) -> Kubelet:
    """The kubelet of the pod's node; ApiError when there is none, or when it does not answer."""
    node = pod["spec"].get("nodeName")
    if not node:
        raise bad_request(f"pod {pod['metadata']['name']} does not have a host assigned")
    kubelet = answering(exchange, node)
    if kubelet is None:
        raise error("", f"error dialing backend: {dialing(exchange, node)}", code=500)
    return kubelet
