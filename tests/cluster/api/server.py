"""A bare cluster and a way to send it requests, for the tests of the API server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.cluster.api import certificates
from app.cluster.cluster import Cluster, ClusterSpec, NodeSpec
from app.cluster.images.runtime import ImageRuntime
from app.network.http import Headers, Request, Response, Stream
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

NOW = 1_790_000_000.0  # 2026-09-21T14:13:20Z
JSON = "application/json"


@dataclass
class Server:
    """`user` impersonates; without one the admin's certificate speaks."""

    cluster: Cluster

    def send(self, method: str, target: str, body: Any = None, *, user: str = "", groups: tuple[str, ...] = (),
             accept: str = "", content_type: str = JSON, agent: str = "test/1", token: str = "",
             anonymous: bool = False) -> Response:  # fmt: skip
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        fields = [("User-Agent", agent), ("Content-Type", content_type)]
        fields += [("Accept", accept)] if accept else []
        fields += [("Impersonate-User", user)] if user else []
        fields += [("Impersonate-Group", group) for group in groups]
        fields += [("Authorization", f"Bearer {token}")] if token else []
        identity = b"" if token or anonymous else certificates.admin_certificate(self.cluster.created).encode()
        return self.cluster.api.handle(Request(method, target, Headers(fields), data, identity=identity))

    def json(self, method: str, target: str, body: Any = None, **more: Any) -> Any:
        response = self.send(method, target, body, **more)
        assert isinstance(response.body, bytes)
        return json.loads(response.body)

    def create(self, path: str, **obj: Any) -> Any:
        found = self.json("POST", path, obj)
        assert found.get("kind") != "Status", found
        return found

    def watch(self, target: str, **more: Any) -> list[Any]:
        """Opens a watch; the returned list grows as events come."""
        response = self.send("GET", target, **more)
        events: list[Any] = []
        assert isinstance(response.body, Stream)
        response.body.attach(
            lambda data: events.extend(json.loads(line) for line in data.splitlines()), lambda: events.append("closed")
        )
        return events


def make(release: str = "1.36", nodes: tuple[str, ...] = ("controlplane",), preset: str = "bare") -> Server:
    clock, randomness = Clock(NOW), Randomness(7)
    network = Network(clock)
    runtime = ImageRuntime(clock, network, randomness, bare=True)
    spec = ClusterSpec(release, tuple(NodeSpec(name) for name in nodes), preset)
    cluster = Cluster(clock, randomness, network, runtime, spec)
    cluster.api.raises = True
    return Server(cluster)
