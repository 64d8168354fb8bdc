"""What the API server fills in: versioned defaults on every read and write, and what creating and updating adds.

One module a group (a large one is split); each maps kinds to functions that change an object in place. Objects are
expected as decode() returns them, or as plain as a controller writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from app.cluster.defaults.creation import prepare_create
from app.cluster.defaults.update import prepare_update

GVK = tuple[str, str, str]
Default = Callable[[dict[str, Any]], None]

__all__ = ["apply_defaults", "prepare_create", "prepare_update"]


@cache
def _registry() -> dict[tuple[str, str], Default]:
    found: dict[tuple[str, str], Default] = {}
    for module in sorted(info.name for info in iter_modules(__path__)):
        found.update(getattr(import_module(f"{__name__}.{module}"), "DEFAULTS", {}))
    return found


def apply_defaults(gvk: GVK, obj: dict[str, Any]) -> None:
    """Fills in the kind's versioned defaults, in place; doing it twice changes nothing."""
    default = _registry().get((gvk[0], gvk[2])) or _registry().get((f"{gvk[0]}/{gvk[1]}", gvk[2]))
    if default is not None:
        default(obj)
