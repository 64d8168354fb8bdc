"""What the API server asks of a node's kubelet: logs, exec, attach, port-forward. `app.cluster.control` supplies it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.cluster.api.objects import Object
from app.network.http import Response


@dataclass(frozen=True)
class LogOptions:
    """PodLogOptions: seconds since 1970 for `since_time`, lines for `tail_lines`, bytes for `limit_bytes`."""

    container: str
    follow: bool = False
    previous: bool = False
    since_time: float | None = None
    since_seconds: int | None = None
    timestamps: bool = False
    tail_lines: int | None = None
    limit_bytes: int | None = None
    stream: str = "All"  # All, Stdout or Stderr


@dataclass(frozen=True)
class StreamOptions:
    """Of exec and attach: which streams the client wants."""

    container: str
    command: tuple[str, ...] = ()
    stdin: bool = False
    stdout: bool = False
    stderr: bool = False
    tty: bool = False


class Kubelet(Protocol):
    """One node's kubelet as the API server reaches it. `pod` is the stored object; refusals are ApiErrors."""

    def logs(self, pod: Object, options: LogOptions) -> Response:
        """200 text/plain; the body is a Stream when followed. ApiError BadRequest when there is no such log."""

    def exec(self, pod: Object, options: StreamOptions) -> Response:
        """101 with channels (v5.channel.k8s.io numbers), or an ApiError."""

    def attach(self, pod: Object, options: StreamOptions) -> Response:
        """101 with channels of the running main process."""

    def port_forward(self, pod: Object, ports: tuple[int, ...]) -> Response:
        """101 with channels: 2n data and 2n+1 errors of the n-th port, as portforward.k8s.io numbers them."""

    def proxy(self, path: str) -> Response:
        """The kubelet's own read-only endpoints: /healthz, /metrics, /stats/summary, /logs/..."""
