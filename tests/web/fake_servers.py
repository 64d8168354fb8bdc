"""What the fake labs serve: one page on a node's port; nothing listens anywhere else."""

from __future__ import annotations

from collections.abc import Sequence

from app.labs.visiting import Door, Place, UnreachedError
from app.network.http import Headers, Request, Response

PAGE = b"<html lang=en><title>x</title><h1>Welcome</h1>"


class FakeServers:
    def doors(self, lab: str) -> Sequence[Door]:
        return (Door("NodePort", "default", "web", "80:30080", Place("node01", 30080)),)

    def visit(self, lab: str, place: Place, request: Request) -> Response:
        if place.port != 30080:
            raise UnreachedError("refused")
        return Response(200, Headers({"Content-Type": "text/html"}), PAGE)
