"""Kubekata: learn Kubernetes by doing, beside a terminal on a simulated cluster.

`create_app` wires the whole product together. Imports stand inside the functions: the command line and tools that need
one layer only never load the others.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from app.labs.runtime import Runtime

_WARMING = 10.0  # seconds that a server waits at most, before it tells where it is


@dataclass(frozen=True)
class Application:
    """The wired product: the Flask application, its Socket.IO server and the runtime that owns the labs (started)."""

    flask: Flask
    sockets: Any
    runtime: Runtime


def create_app(
    database: str, lessons: Sequence[Path], static: Path, *, preview: bool = False, embedders: Sequence[str] = ()
) -> Application:
    """The tutorial on a database (an SQLAlchemy URL), with the lessons of some folders. The caller stops `runtime`.

    `embedders` are other sites whose pages may show lessons in frames.
    With `preview` these are the folders of single courses, at which their author looks while writing them.
    """
    from app.labs.runtime import Runtime  # noqa: PLC0415
    from app.lessons.loader import load_catalogue, load_course  # noqa: PLC0415
    from app.lessons.model import Catalogue  # noqa: PLC0415
    from app.storage.database import open_database  # noqa: PLC0415
    from app.storage.settings import secret_key  # noqa: PLC0415
    from app.web import WebConfig, create_web  # noqa: PLC0415

    sessions = open_database(database)
    catalogue = Catalogue(tuple(map(load_course, lessons)), ()) if preview else load_catalogue(lessons)
    runtime = Runtime(catalogue, sessions)
    runtime.start()
    config = WebConfig(
        secret=secret_key(sessions), static=static, preview=lessons if preview else (), embedders=embedders
    )
    flask, sockets = create_web(runtime, catalogue, config)
    return Application(flask, sockets, runtime)


def serve_forever(
    host: str,
    port: int,
    database: str,
    lessons: Sequence[Path],
    static: Path,
    *,
    say: Callable[[str], object],
    preview: bool = False,
    embedders: Sequence[str] = (),
    page: str = "",
) -> None:
    """Serve until interrupted or told to end (SIGTERM), then keep every lab. Port 0 means any free one.

    `say` is told the address of `page`.
    """
    from werkzeug.serving import make_server  # noqa: PLC0415

    app = create_app(database, lessons, static, preview=preview, embedders=embedders)
    end_preview = app.flask.extensions["kubekata.preview"].start() if preview else None
    try:
        server = make_server(host, port, app.flask, threaded=True)
        signal.signal(signal.SIGTERM, _interrupt)
        with suppress(TimeoutError):
            app.runtime.warmed.result(_WARMING)  # so that the first page brings its lab along, as all others do
        say(f"Kubekata is at http://{host}:{server.server_port}{page}")
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        if end_preview is not None:
            end_preview()
        app.runtime.stop()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
