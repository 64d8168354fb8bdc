"""The browser's door: pages, JSON API and socket events."""

from app.web.application import create_web
from app.web.config import WebConfig

__all__ = ["WebConfig", "create_web"]
