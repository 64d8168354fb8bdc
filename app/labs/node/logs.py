"""The log files of a node's containers: /var/log/pods, and links to them in /var/log/containers.

Follows kubernetes pkg/kubelet/kuberuntime/{helpers,legacy}.go and the log format of the container runtime interface.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from app.host.host import Host
from app.host.node import Node, NodeContainer
from app.host.served import Served, ServedTree

PODS, CONTAINERS = "/var/log/pods", "/var/log/containers"


def mount(host: Host, node: Node) -> None:
    """Show a node's logs as files."""
    host.mount(PODS, ServedTree(partial(_files, node)))
    host.mount(CONTAINERS, ServedTree(partial(_links, node)))


def _files(node: Node) -> Mapping[str, Served]:
    return {_path(one): Served(_reader(node, one), modified=one.created) for one in node.containers()}


def _links(node: Node) -> Mapping[str, Served]:
    found = {}
    for one in node.containers():
        name = f"/{one.sandbox.name}_{one.sandbox.namespace}_{one.name}-{one.id}.log"
        found[name] = Served(target=f"{PODS}{_path(one)}", modified=one.created)
    return found


def _path(one: NodeContainer) -> str:
    return f"/{one.sandbox.namespace}_{one.sandbox.name}_{one.sandbox.uid}/{one.name}/{one.attempt}.log"


def _reader(node: Node, one: NodeContainer) -> Callable[[], bytes]:
    def read() -> bytes:
        return b"".join(
            f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S.%f}000Z {stream} F ".encode() + line + b"\n"
            for at, stream, line in node.logs(one.id)
        )

    return read
