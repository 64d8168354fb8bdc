"""The socket: who may connect, what each event does, and what a lab's browsers are told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as SocketRefused
from flask_socketio import SocketIO, join_room, leave_room

from app.labs import views
from app.labs.views import LabId, RefusedError
from app.web import states, wire
from app.web.payloads import MalformedError, read
from app.web.requests import ANSWERS, LATER
from app.web.site import Site

_LOG = logging.getLogger(__name__)
_SHOWN = 200  # characters of a refused message in the log


@dataclass(frozen=True)
class Connection:
    """A browser's tab on a lab."""

    sid: str
    lab: LabId


class Sockets:
    """The open connections of a site."""

    def __init__(self, site: Site, socketio: SocketIO) -> None:
        self._site = site
        self._socketio = socketio
        self._connections: dict[str, Connection] = {}
        socketio.on_event("connect", self._connect)
        socketio.on_event("disconnect", self._disconnect)
        socketio.on_event("*", self._receive)
        self.close = site.runtime.subscribe(self._tell)

    def _connect(self, auth: object = None) -> dict[str, object] | None:
        sid = _sid()
        if sid in self._connections:  # an event that calls itself "connect": the library takes it for a connection
            _LOG.warning("malformed event 'connect' refused: connected already")
            return _refusal("malformed", "connected already")
        token = self._site.learners.read_token(auth.get("token") if isinstance(auth, dict) else None)
        if token is None:
            _LOG.warning("socket from %s refused: no good token", request.remote_addr)
            raise SocketRefused("token", {"error": "token"})
        if self._site.runtime.owner(token.lab) != token.learner:
            _LOG.warning("socket from %s refused: no such lab", request.remote_addr)
            raise SocketRefused("not-found", {"error": "not-found"})
        try:
            self._site.runtime.connected(token.lab)
        except RefusedError as error:
            raise SocketRefused(error.code, {"error": error.code}) from None
        except Exception as error:
            _LOG.exception("lab %s cannot be joined", token.lab)
            raise SocketRefused("unavailable", {"error": "unavailable"}) from error
        self._connections[sid] = Connection(sid, token.lab)
        join_room(token.lab)
        return None

    def _disconnect(self, _reason: object = None) -> None:
        connection = self._connections.pop(_sid(), None)
        if connection is not None:
            self._site.runtime.disconnected(connection.lab)

    def _receive(self, event: str, *args: object) -> dict[str, object]:
        connection = self._connections.get(_sid())
        if connection is None:
            return _refusal("not-found", "not connected to a lab")
        try:
            message = _read(event, args)
        except MalformedError as error:
            _LOG.warning("malformed event %.60r refused: %s: %.*r", event, error, _SHOWN, args[:1])
            return _refusal("malformed", str(error))
        return self._answer(connection, message)

    def _answer(self, connection: Connection, message: wire.FromBrowser) -> dict[str, object]:
        kind = type(message)
        if kind in LATER:
            self._socketio.start_background_task(self._do_later, connection, message)
            return {"ok": True, "reply": None}
        if (
            kind is wire.cluster.LookAtCluster
        ):  # first of all: a change while it is looked at is told, and known by its version
            join_room(_lookers(connection.lab))
        elif kind is wire.cluster.LookAway:
            leave_room(_lookers(connection.lab))
        try:
            reply = ANSWERS[kind](self._site, connection.lab, message)
        except RefusedError as error:
            _LOG.info("%s refused: %s", kind.event, error)
            return _refusal(error.code, error.detail)
        except Exception:
            _LOG.exception("%s failed", kind.event)
            return _refusal("unavailable", "")
        return {"ok": True, "reply": None if reply is None else asdict(reply)}

    def _do_later(self, connection: Connection, message: wire.FromBrowser) -> None:
        """Do what takes long off the connection's own thread, so that its next keys are not kept waiting."""
        try:
            LATER[type(message)](self._site, connection.lab, message)
        except RefusedError as error:
            _LOG.info("%s refused: %s", message.event, error)
            self._emit(wire.labs.Failed(message.event, error.code, error.detail), connection.sid)
        except Exception:
            _LOG.exception("%s failed", message.event)
            self._emit(wire.labs.Failed(message.event, "unavailable", ""), connection.sid)

    def _tell(self, event: views.LabEvent) -> None:
        """A listener of the runtime: called from its thread; sending only queues."""
        to = _lookers(event.lab) if isinstance(event, views.ClusterChanged) else event.lab
        self._emit(states.message(event), to)

    def tell_saved(self, lesson: views.LessonId) -> None:
        """Every page hears of it when an author saves a lesson."""
        self._emit(wire.steps.LessonSaved(lesson), None)

    def _emit(self, message: wire.ToBrowser, to: str | None) -> None:
        self._socketio.emit(message.event, asdict(message), to=to)


def _lookers(lab: LabId) -> str:
    """The room of those who look at the drawing of a lab's cluster."""
    return f"{lab} cluster"


def _sid() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid


def _read(event: str, args: tuple[object, ...]) -> wire.FromBrowser:
    kind = wire.FROM_BROWSER.get(event)
    if kind is None:
        raise MalformedError("unknown event")
    if len(args) > 1:
        raise MalformedError("more than one argument")
    reader: Callable[..., Any] = kind
    message: wire.FromBrowser = read(reader, args[0] if args else None)
    return message


def _refusal(code: str, detail: str) -> dict[str, object]:
    return {"ok": False, "error": code, "detail": detail}
