"""Serve the page with the fake runtime, to look at it: `python tests/web/serve_fake.py [PORT]`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from fake_lessons import CATALOGUE, CLASSIC, MODERN, REPLIES, WANTED
from fake_runtime import FakeRuntime

from app.web import WebConfig, create_web

STATIC = Path(__file__).parents[2] / "static"

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    runtime = FakeRuntime([MODERN, CLASSIC], WANTED, REPLIES)
    app, socketio = create_web(runtime, CATALOGUE, WebConfig(b"only to look at the page", STATIC))
    socketio.run(app, "127.0.0.1", int((sys.argv[1:] or ["8008"])[0]), allow_unsafe_werkzeug=True)
