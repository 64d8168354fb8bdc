"""The functions that every jq program knows; a module a topic, each found by walking this folder."""

from __future__ import annotations

import importlib
import pkgutil

from app.host.jq.binding import Native
from app.host.jq.registry import NATIVES


def natives() -> dict[str, Native]:
    """All of them, by `name/arity`."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return NATIVES
