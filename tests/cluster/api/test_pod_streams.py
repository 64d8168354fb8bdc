"""Logs, exec, attach and port-forward that cannot be: how the server refuses them."""

from __future__ import annotations

import pytest

from app.network.http import Response
from tests.cluster.api.server import NOW, Server

POD = "/api/v1/namespaces/default/pods/web"
STREAMS = "container=c&stdout=true&stderr=true"
BOTH = "at most one of `sinceTime` or `sinceSeconds` may be specified"


@pytest.fixture
def waiting(server: Server) -> Server:
    containers = [{"name": "c", "image": "nginx"}, {"name": "d", "image": "nginx"}]
    spec = {"containers": containers, "initContainers": [{"name": "i", "image": "busybox"}], "nodeSelector": {"a": "b"}}
    server.create("/api/v1/namespaces/default/pods", metadata={"name": "web"}, spec=spec)
    server.cluster.clock.advance(NOW + 5)
    return server


@pytest.mark.parametrize(
    ("method", "target", "code", "message"),
    [
        ("POST", f"{POD}/exec?command=ls&{STREAMS}", 400, "pod web does not have a host assigned"),
        ("GET", f"{POD}/attach?{STREAMS}", 400, "pod web does not have a host assigned"),
        ("POST", f"{POD}/portforward?ports=80", 400, "pod web does not have a host assigned"),
        ("POST", f"{POD}/exec?command=ls&stdout=true&container=x", 400, "container x is not valid for pod web"),
        ("GET", f"{POD}/log?container=x", 400, "container x is not valid for pod web"),
        (
            "GET",
            f"{POD}/log",
            400,
            "a container name must be specified for pod web, choose one of: [c d] or one of the init containers: [i]",
        ),
        ("GET", "/api/v1/namespaces/default/pods/no/log", 404, 'pods "no" not found'),
        (
            "GET",
            "/api/v1/namespaces/default/pods/no/log?tailLines=-1",
            422,
            'PodLogOptions "no" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
        ),
        (
            "GET",
            f"{POD}/log?limitBytes=0&sinceSeconds=0",
            422,
            'PodLogOptions "web" is invalid: [limitBytes: Invalid value: 0: must be greater than 0, '
            "sinceSeconds: Invalid value: 0: must be greater than 0]",
        ),
        (
            "GET",
            f"{POD}/log?sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z",
            422,
            f'PodLogOptions "web" is invalid: : Forbidden: {BOTH}',
        ),
        ("GET", f"{POD}/log?tailLines=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'),
    ],
)
def test_refusals(waiting: Server, method: str, target: str, code: int, message: str) -> None:
    answer = waiting.json(method, target)
    assert (answer["kind"], answer["code"], answer["message"]) == ("Status", code, message)


def test_a_pod_without_a_node_has_written_nothing(waiting: Server) -> None:
    response: Response = waiting.send("GET", f"{POD}/log?container=c")
    assert (response.status, response.headers["Content-Type"], response.body) == (200, "text/plain", b"")
