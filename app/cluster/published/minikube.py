"""What minikube brings along: its addons' manifests.

Follows minikube deploy/addons and pkg/minikube/assets/addons.go.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.cluster.published import ingress_nginx, metallb, metrics_server

Object = dict[str, Any]
VERSION, COMMIT = "v1.38.1", "c93a4cb9311efc66b90d33ea03f75f2c4120e9b0"
_FILE = Path(__file__).parent / "manifests" / "minikube.yaml"
METRICS_VERSION = "0.8.0"


@cache
def _own() -> dict[str, list[Object]]:
    found: dict[str, list[Object]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found


def addon(name: str) -> list[Object] | None:
    """An addon's objects in the order in which they are applied; None where it is not simulated."""
    if name == "ingress":
        return ingress_nginx.objects(provider="minikube")
    if name == "metallb":
        return metallb.objects()
    if name == "metrics-server":
        text = metrics_server.manifest(METRICS_VERSION, insecure=True)
        return [one for one in yaml.safe_load_all(text) if one]
    return _own().get(name)
