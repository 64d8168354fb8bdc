"""Connections to a pod's ports."""

from __future__ import annotations

from app.cluster.api.errors import bad_request
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.subresources.connecting import admit
from app.cluster.api.subresources.exec import reach
from app.cluster.api.subresources.log import pod_of
from app.network.http import Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET or POST of pods/NAME/portforward, upgraded to channels."""
    pod = pod_of(exchange)
    texts = [text for value in exchange.query.get("ports", []) for text in value.split(",")]
    try:
        ports = tuple(int(text) for text in texts)
    except ValueError:
        raise bad_request(f'unable to parse "{",".join(texts)}" as a port') from None
    admit(exchange, "PodPortForwardOptions", {"ports": list(ports)})
    return reach(exchange, pod).port_forward(pod, ports)
