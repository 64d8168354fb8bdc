"""A cluster with a metrics server."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import orjson
import yaml

from app.cluster.cluster import NodeSpec
from app.cluster.published import metrics_server
from app.network.http import Headers, Request
from tests.cluster.worlds import World

ONE = (NodeSpec("controlplane", "control-plane", cpu="2"),)


class Measured(World):
    """A lesson's cluster with the metrics server installed; without `insecure` it does not trust the kubelets."""

    def __init__(self, *, insecure: bool = True, nodes: tuple[NodeSpec, ...] = ONE, settle: float = 60.0) -> None:
        super().__init__("lesson", nodes=nodes)
        self.cluster.api.raises = True
        self.install(insecure=insecure)
        self.advance(settle)

    def install(self, *, insecure: bool) -> None:
        """Apply the manifest."""
        for document in yaml.safe_load_all(metrics_server.manifest(metrics_server.LATEST, insecure=insecure)):
            group = document["apiVersion"].rpartition("/")[0]
            resource = self.cluster.api.resources.of_kind(group, document["kind"])
            assert resource is not None
            self.create(resource.key, document)

    def identity(self) -> bytes:
        """The admin's certificate."""
        user = self.cluster.kubeconfig()["users"][0]["user"]
        return b64decode(user["client-certificate-data"])

    def get(self, path: str, accept: str = "application/json") -> tuple[int, Any]:
        """(status, document) of a GET by the cluster's admin."""
        request = Request("GET", path, Headers([("Accept", accept)]), identity=self.identity())
        response = self.cluster.api.handle(request)
        assert isinstance(response.body, bytes)
        try:
            return response.status, orjson.loads(response.body)
        except orjson.JSONDecodeError:
            return response.status, response.body.decode()

    def used(self, name: str, namespace: str = "default") -> tuple[int, int]:
        """(thousandths of a core, MiB) that a pod uses, as the metrics API says."""
        status, found = self.get(f"/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods/{name}")
        assert status == 200, found
        usages = [container["usage"] for container in found["containers"]]
        cpu = sum(int(one["cpu"].rstrip("nu")) * (1000 if one["cpu"].endswith("u") else 1) for one in usages)
        return round(cpu / 1e6), sum(int(one["memory"].removesuffix("Ki")) for one in usages) >> 10
