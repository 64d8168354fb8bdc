"""The server that `kubectl proxy` runs: what it lets through, and how it hands requests on.

Follows kubernetes kubectl/pkg/proxy/proxy_server.go.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.kubectl.call import Call
from app.kubectl.errors import socket_error
from app.network.http import Headers, Reply, Request, Response
from app.network.network import ConnectError
from app.sim.regular import compiled

HOP_BY_HOP = ("connection", "host", "accept-encoding", "authorization")
TYPES = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json", "svg": "image/svg+xml", "png": "image/png", "txt": "text/plain; charset=utf-8",
}  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """Which requests may pass: regular expressions, any of a list fits."""

    accept_paths: tuple[Any, ...]
    reject_paths: tuple[Any, ...]
    accept_hosts: tuple[Any, ...]
    reject_methods: tuple[Any, ...]

    def allows(self, request: Request) -> bool:
        """Whether the request may pass."""
        path, host = request.path, _host(request)
        if any(each.search(request.method) for each in self.reject_methods):
            return False
        if any(each.search(path) for each in self.reject_paths):
            return False
        return any(e.search(path) for e in self.accept_paths) and any(e.search(host) for e in self.accept_hosts)


def _host(request: Request) -> str:
    host = request.headers.get("Host") or "localhost"
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def filter_of(call: Call) -> Filter | None:
    """The filter of the flags; None when it is switched off. PatternError for what is no regular expression."""
    if call.flags.on("disable-filter"):
        return None
    names = ("accept-paths", "reject-paths", "accept-hosts", "reject-methods")
    return Filter(*(_expressions(call.flags.text(name)) for name in names))


def _expressions(text: str) -> tuple[Any, ...]:
    return tuple(compiled(each) for each in text.split(","))


class ProxyServer:
    """Answers requests with what the API server says, with our credentials."""

    def __init__(self, call: Call, allowed: Filter | None) -> None:
        self.call, self.allowed = call, allowed
        self.prefix = "/" + call.flags.text("api-prefix").strip("/")
        self.prefix = self.prefix if self.prefix.endswith("/") else self.prefix + "/"
        self.www = call.flags.text("www")
        self.www_prefix = "/" + call.flags.text("www-prefix").strip("/") + "/"
        self._busy: set[asyncio.Task[None]] = set()

    def handle(self, request: Request, reply: Reply) -> None:
        """Answer one request, at once or when the server has answered."""
        if self.www and request.path.startswith(self.www_prefix):
            reply(self._file(request.path[len(self.www_prefix) :]))
            return
        if self.allowed is not None and not self.allowed.allows(request):
            reply(_text(403, "Forbidden\n"))
            return
        if not request.path.startswith(self.prefix):
            reply(_text(404, "404 page not found\n"))
            return
        task = asyncio.ensure_future(self._forward(request, reply))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _forward(self, request: Request, reply: Reply) -> None:
        config, client = self.call.config, self.call.client
        above = config.prefix if self.call.flags.on("append-server-path") else ""
        target = above + "/" + request.target[len(self.prefix) :]
        kept = [(key, value) for key, value in request.headers.fields() if key.lower() not in HOP_BY_HOP]
        upgrading = [
            (k, v) for k, v in request.headers.fields() if k.lower() == "connection" and "upgrade" in v.lower()
        ]
        own = [(k, v) for k, v in client.credentials() if k not in dict(kept)]
        headers = Headers([*kept, *upgrading, *own])
        sent = Request(request.method, target, headers, request.body, identity=config.certificate)
        try:
            response = await self.call.machine.http(config.host, config.port, sent, tls=config.tls)
        except ConnectError as wrong:
            why = socket_error(wrong, config.host, config.port)
            await self.call.log.line("E", "proxy_server.go:147", f"Error while proxying request: {why}")
            reply(_text(500, f"{why}\n"))
            return
        reply(response)

    def _file(self, name: str) -> Response:
        """A file of the directory that `--www` names."""
        parts = [part for part in urlsplit(name).path.split("/") if part not in ("", ".")]
        if ".." in parts:
            return _text(400, "invalid URL path\n")
        path = "/".join([self.www.rstrip("/"), *parts])
        if self.call.machine.kind_of(path) == "directory":
            path += "/index.html"
        try:
            data = self.call.machine.read_file(path)
        except OSError:
            return _text(404, "404 page not found\n")
        kind = TYPES.get(path.rpartition(".")[2], "application/octet-stream")
        return Response(200, Headers([("Content-Type", kind), ("Content-Length", str(len(data)))]), data)


def _text(status: int, text: str) -> Response:
    body = text.encode()
    headers = Headers([("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return Response(status, headers, body)
