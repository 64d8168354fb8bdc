"""Running a command in a container."""

from __future__ import annotations

from app.cluster.api.errors import bad_request
from app.cluster.api.kubelet import Kubelet, StreamOptions
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.options import boolean, first
from app.cluster.api.subresources.connecting import admit
from app.cluster.api.subresources.log import container_of, kubelet_of, pod_of
from app.network.http import Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET or POST of pods/NAME/exec, upgraded to channels."""
    pod = pod_of(exchange)
    options = stream_options(exchange, pod)
    if not options.command:
        raise bad_request("you must specify at least 1 command to execute")
    admit(exchange, "PodExecOptions", shown(options))
    return reach(exchange, pod, "exec").exec(pod, options)


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
