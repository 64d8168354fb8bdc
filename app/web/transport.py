"""The WebSocket transport's limits and log."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI  # type: ignore[import-untyped]
from flask import Flask
from flask_socketio import SocketIO
from simple_websocket import ConnectionClosed  # type: ignore[import-untyped]
from wsproto.utilities import LocalProtocolError

from app.web.config import WebConfig

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_LOG = logging.getLogger(__name__)
_LOOK_UP = 2.0  # seconds


class _Trouble(logging.Filter):
    """Engine.IO tells of refused messages at the level at which it tells of every packet: keep only what went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or "error" in str(record.msg).lower()


def create_socketio(app: Flask, config: WebConfig) -> SocketIO:
    """Socket.IO on this application: threads, WebSocket only, messages of a bounded size.

    Events of one connection are handled in the order in which they came (`async_handlers=False`): keys must not
    overtake each other.
    """
    log = logging.getLogger(f"{__name__}.library")
    log.setLevel(logging.INFO)
    log.filters = [_Trouble()]
    socketio = SocketIO(
        app,
        async_mode="threading",
        transports=["websocket"],
        async_handlers=False,
        max_http_buffer_size=config.limits.message_bytes,
        cors_allowed_origins=list(config.allowed_origins) or None,
        logger=log,
        engineio_logger=log,
        manage_session=False,
        ping_interval=15,
        ping_timeout=20,
    )
    _bound_messages(socketio, config.limits.message_bytes)
    return socketio


def _bound_messages(socketio: SocketIO, size: int) -> None:
    """Let the WebSocket end a connection whose message grows too large.

    Engine.IO measures a message only when all of it is in memory, and offers no setting for what is below it.
    """
    engine = socketio.server.eio
    engine._async = {**engine._async, "websocket": partial(_BoundedWebSocket, max_message_size=size)}


class _BoundedWebSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    """Engine.IO's WebSocket, made firm where a connection ends."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        connection = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
        if connection is not None:
            # Small messages follow each other (an echo, its acknowledgement, a prompt): none waits for the other's ACK.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            answer: Iterable[bytes] = super().__call__(environ, start_response)
            return answer
        finally:
            # Werkzeug would read what is left of the WebSocket as the next request of a kept connection.
            if "werkzeug.socket" in environ:
                with suppress(OSError):
                    _drain(environ["werkzeug.socket"])

    def wait(self) -> str | bytes | None:
        """The next message; None when the connection is over.

        Looks up now and then: the library wakes its reader before it notes that the connection is over, and a reader
        that is quick sleeps for ever.
        """
        while True:
            try:
                message: str | bytes | None = self.ws.receive(timeout=_LOOK_UP)
            except ConnectionClosed:
                if self.ws.incoming_message_len > self.ws.max_message_size:
                    _LOG.warning("oversized message refused: more than %d bytes", self.ws.max_message_size)
                return None
            if message is not None:
                return message

    def close(self) -> None:
        with suppress(ConnectionClosed, LocalProtocolError):  # the other end was first
            super().close()


def _drain(connection: socket.socket) -> None:
    """Say that this is the end, and drop what the other side sends until it has noticed (or _LOOK_UP is over)."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(_LOOK_UP)
    end = time.monotonic() + _LOOK_UP
    with suppress(TimeoutError):
        while time.monotonic() < end and connection.recv(1 << 16):
            pass
    connection.shutdown(socket.SHUT_RD)  # or werkzeug would wait for a request that does not come
