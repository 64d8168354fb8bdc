"""Parts shared by images that answer HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.cluster.images.image import Process
from app.network.http import Handler, Headers, Reply, Request, Response


def serve(answer: Callable[[Request], Response]) -> Handler:
    """A handler that answers at once."""

    def handle(request: Request, reply: Reply) -> None:
        reply(answer(request))

    return handle


def http_date(process: Process) -> str:
    """The moment as HTTP headers have it."""
    return datetime.fromtimestamp(process.clock.now, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def page(process: Process, status: int, body: bytes, content_type: str, server: str = "",
         more: tuple[tuple[str, str], ...] = ()) -> Response:  # fmt: skip
    """A response with the headers every server sends."""
    fields = [("Server", server)] if server else []
    fields += [("Date", http_date(process)), ("Content-Type", content_type), ("Content-Length", str(len(body)))]
    return Response(status, Headers([*fields, *more]), body)


def common_log(process: Process, request: Request, response: Response) -> str:
    """The access log line of Apache and nginx, without referer and agent."""
    stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    size = len(response.body) if isinstance(response.body, bytes) else 0
    return f'{request.peer or "127.0.0.1"} - - [{stamp}] "{request.method} {request.target} HTTP/1.1" ' \
           f"{response.status} {size}"  # fmt: skip
