"""Running a command in a container."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from app.cluster.api.errors import ApiError, bad_request, error
from app.cluster.api.kubelet import Kubelet, StreamOptions
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import boolean, first
from app.cluster.api.subresources.connecting import admit
from app.cluster.api.subresources.log import container_of, kubelet_of, pod_of
from app.network.http import Channels, Headers, Reply, Response

ERROR = 3  # the channel of the closing Status


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET or POST of pods/NAME/exec, upgraded to channels."""
    pod = pod_of(exchange)
    options = stream_options(exchange, pod)
    if not options.command:
        raise bad_request("you must specify at least 1 command to execute")
    admit(exchange, "PodExecOptions", shown(options))
    kubelet = reach(exchange, pod, "exec")
    return translated(exchange, lambda: kubelet.exec(pod, options))


def translated(exchange: Exchange, connect: Callable[[], Response]) -> Response:
    """A kubelet's refusal as WebSocket clients get it: the connection stands, its closing Status says what went wrong.

    Clients of SPDY get the kubelet's own plain text.
    Follows kubernetes apimachinery/pkg/util/proxy/streamtranslator.go.
    """
    try:
        return connect()
    except ApiError as refused:
        if exchange.request.headers.get("Upgrade", "").lower() != "websocket":
            text = f"{refused.status['message']}\n".encode()
            return Response(refused.status["code"], Headers({"Content-Type": "text/plain; charset=utf-8"}), text)
        channels = Channels()
        why = f"unable to upgrade connection: {refused.status['message']}"
        channels.server.send(ERROR, orjson.dumps(error("InternalError", f"Internal error occurred: {why}").status))
        channels.server.close()
        return Response(101, channels=channels)


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


def reach(exchange: Exchange, pod: Object, action: str) -> Kubelet:
    """The kubelet of the pod's node."""
    name, node = pod["metadata"]["name"], pod["spec"].get("nodeName")
    if not node:
        raise bad_request(f"pod {name} does not have a host assigned")
    return kubelet_of(exchange, node, f"/{action}/{pod['metadata']['namespace']}/{name}")
