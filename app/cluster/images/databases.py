"""Databases and brokers: they start, say so, wait for connections, and refuse to start when they must be configured."""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.images.image import Image, Process, docker_hub
from app.network.http import Headers, Reply, Request, Response


def _listen(process: Process, port: int) -> None:
    """A server that speaks another protocol than HTTP: it hangs up on requests."""

    def hang_up(request: Request, reply: Reply) -> None:
        reply(Response(400, Headers([("Connection", "close")]), b""))

    process.listen(port, hang_up)


def waiting_on(port: int, line: str, memory: int, seconds: float = 1.0) -> Callable[[Process], None]:
    """A service that says one line and listens."""

    def program(process: Process) -> None:
        process.memory = memory

        def ready() -> None:
            process.log(line)
            _listen(process, port)

        process.after(seconds, ready)

    return program


TAGS = r"latest|lts|stable|alpine|v?\d+(\.\d+)*(-[a-z0-9.]+)*"
IMAGES = (
    Image(names=(*docker_hub("elasticsearch", "cassandra", "zookeeper", "bitnami/kafka", "apache/kafka", "influxdb"),
                 "docker.elastic.co/elasticsearch/elasticsearch"), tags=TAGS, size=400_000_000,
          program=waiting_on(9200, "started", 900 << 20, 10.0)),
)  # fmt: skip
