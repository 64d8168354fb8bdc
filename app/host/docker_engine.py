"""The Docker of a machine. The lab injects it as `host.docker`."""

from __future__ import annotations

from typing import Protocol

from app.host.node import Node


class Engine(Protocol):
    """A machine's images, containers, networks and volumes."""

    def give(self, image: str, node: Node) -> bool:
        """Hand an image to a node's runtime; False when it is not there."""
