"""A lesson's cluster with a few servers, and ways to ask them."""

from __future__ import annotations

from typing import Any

from app.network.dns import Answer, Question
from app.network.http import Headers, Request, Response
from app.network.network import ConnectError, Interface
from tests.cluster.worlds import PODS, World

Object = dict[str, Any]
SERVICES = ("", "services")


def server(name: str, labels: dict[str, str] | None = None, node: str = "", **spec: Any) -> Object:
    """A pod that says its own name on port 8080."""
    container = {"name": "c", "image": "hashicorp/http-echo:1.0", "args": [f"-text={name}", "-listen=:8080"],
                 "ports": [{"name": "web", "containerPort": 8080, **spec.pop("port", {})}]}  # fmt: skip
    meta = {"name": name, "namespace": spec.pop("namespace", "default"), "labels": labels or {"app": "web"}}
    placed = {"nodeName": node} if node else {}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [container], **placed, **spec}}


def service(name: str = "web", **spec: Any) -> Object:
    """A Service of the pods labelled app=web; `spec` replaces and adds fields."""
    found = {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": 8080}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "default"},
            "spec": {key: value for key, value in found.items() if value is not None}}  # fmt: skip


class NetworkWorld(World):
    """A lesson's cluster."""

    def __init__(self, *, seed: int = 1) -> None:
        super().__init__("lesson", seed=seed, settle=30.0)

    def node(self, name: str) -> Interface:
        """A node's place."""
        return self.cluster.interfaces[name]

    def place(self, pod: str, namespace: str = "default") -> Interface:
        """A pod's place."""
        found = self.objects.get(PODS, namespace, pod)
        assert found is not None
        return self.network.interfaces[found["status"]["podIP"]]

    def get(self, source: Interface, host: str, port: int = 80) -> str:
        """What `curl` would print: the body, or the kind of failure."""
        found: list[Response] = []
        request = Request("GET", "/", Headers({"Host": host}), peer=source.address)
        try:
            self.network.exchange(source, host, port, request, found.append)
        except ConnectError as problem:
            return problem.kind
        body = found[0].body
        assert isinstance(body, bytes)
        return body.decode().strip()

    def all(self, source: Interface, host: str, port: int = 80, times: int = 20) -> set[str]:
        """What many tries get."""
        return {self.get(source, host, port) for _ in range(times)}

    def ask(self, source: Interface, name: str, kind: str = "A") -> Answer | str:
        """What the cluster's DNS answers, or the kind of failure."""
        try:
            return self.network.ask(source, "10.96.0.10", Question(name, kind))
        except ConnectError as problem:
            return problem.kind

    def data(self, source: Interface, name: str, kind: str = "A") -> list[str] | str:
        """The records' data, or the status."""
        found = self.ask(source, name, kind)
        if isinstance(found, str) or found.status != "NOERROR":
            return found if isinstance(found, str) else found.status
        return [one.data for one in found.records]
