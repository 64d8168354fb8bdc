"""What the API server's own pod says of it: the version of its image."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.cluster.cluster import Cluster
from app.cluster.control.components import SERVER
from app.cluster.control.machinery import Machinery

PODS = ("", "pods")


def follow(cluster: Cluster) -> None:
    """Serve as the pod that runs says, now and whenever another one begins."""
    if not isinstance(cluster.control, Machinery):
        return
    cluster.control.plane.components.begun.append(lambda name, pod: _begin(cluster, pod) if name == SERVER else None)
    node = next(iter(cluster.interfaces))
    if (pod := cluster.api.store.get(PODS, "kube-system", f"{SERVER}-{node}")) is not None:
        _begin(cluster, pod)


def _begin(cluster: Cluster, pod: dict[str, Any]) -> None:
    version = pod["spec"]["containers"][0]["image"].rpartition(":")[2]
    own = cluster.api.release
    words = version.removeprefix("v").split(".")
    if version != own.version["gitVersion"] and len(words) == 3:
        facts = {**own.version, "major": words[0], "minor": words[1], "gitVersion": version}
        cluster.api.release = replace(own, version=facts)
