"""Joining the streams of a container's main process."""

from __future__ import annotations

from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.subresources.connecting import admit
from app.cluster.api.subresources.exec import proxied, shown, stream_options
from app.cluster.api.subresources.log import pod_of
from app.network.http import Reply, Response


def serve(exchange: Exchange, reply: Reply) -> Response:
    """GET or POST of pods/NAME/attach, upgraded to channels."""
    pod = pod_of(exchange)
    options = stream_options(exchange, pod)
    admit(exchange, "PodAttachOptions", shown(options))
    return proxied(exchange, pod, lambda kubelet: kubelet.attach(pod, options))
