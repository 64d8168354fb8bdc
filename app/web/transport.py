"""The WebSocket transport's limits and log."""

from __future__ import annotations

import logging
from functools import partial

from flask import Flask
from flask_socketio import SocketIO

from app.web.config import WebConfig


class _Trouble(logging.Filter):
    """Engine.IO tells of refused messages at the level at which it tells of every packet: keep only what went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or "error" in str(record.msg).lower()


def create_socketio(app: Flask, config: WebConfig) -> SocketIO:
    """Socket.IO on this application: threads, WebSocket only, messages of a bounded size.

    Events of one connection are handled in the order in which they came (`async_handlers=False`): keys must not
    overtake each other.
    """
    log = logging.getLogger(__name__)
    log.setLevel(logging.INFO)
    log.addFilter(_Trouble())
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
    engine._async = {**engine._async, "websocket": partial(engine._async["websocket"], max_message_size=size)}
