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
from app.cluster.api.subresources.locating import answering, no_stream
from app.cluster.api.subresources.log import container_of, pod_of
from app.network.http import Channels, Headers, Reply, Response

ERROR = 3  # the channel of the closing Status


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET or POST of pods/NAME/exec, upgraded to channels."""
    pod = pod_of(exchange)
    options = stream_options(exchange, pod)
    if not options.command:
        raise bad_request("you must specify at least 1 command to execute")
    admit(exchange, "PodExecOptions", shown(options))
    return translated(exchange, reach(exchange, pod), lambda kubelet: kubelet.exec(pod, options),
                      lambda: no_stream(exchange, pod, "exec", options))  # fmt: skip


def translated(
    exchange: Exchange, kubelet: Kubelet | None, connect: Callable[[Kubelet], Response], silent: Callable[[], ApiError]
) -> Response:
    """A kubelet's answer, or its refusal as WebSocket clients get it: the connection stands, its closing Status says
    what went wrong. Clients of SPDY get the kubelet's own plain text. `silent` says what when there is no kubelet.

    Follows kubernetes apimachinery/pkg/util/proxy/streamtranslator.go.
    """
    websocket = exchange.request.headers.get("Upgrade", "").lower() == "websocket"
    if kubelet is None:
        if not websocket:
            raise silent()
        return _closed(silent().status["message"])
    try:
        return connect(kubelet)
    except ApiError as refused:
        if websocket:
            return _closed(f"unable to upgrade connection: {refused.status['message']}")
        text = f"{refused.status['message']}\n".encode()
        return Response(refused.status["code"], Headers({"Content-Type": "text/plain; charset=utf-8"}), text)


def _closed(why: str) -> Response:
    """A connection that ends at once with an internal error."""
    channels = Channels()
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


def reach(exchange: Exchange, pod: Object) -> Kubelet | None:
    """The kubelet of the pod's node; None when it does not answer."""
    node = pod["spec"].get("nodeName")
    if not node:
        raise bad_request(f"pod {pod['metadata']['name']} does not have a host assigned")
    return answering(exchange, node)
