"""The programs of a simulated machine, one file each: the file's name is the command's.

A file has `async def main(run: Invocation) -> int`. Names that Python cannot have as file names (`apt-get`) are given
by `NAMES = ("apt-get", "apt")`. The folder is the registry.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from functools import cache

from app.host.invocation import Invocation

Main = Callable[[Invocation], Awaitable[int]]


@cache
def registry() -> dict[str, Main]:
    """Every command by name, sorted. An error in a file flies: a half-working machine would hide it."""
    found: dict[str, Main] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        loaded = importlib.import_module(f"{__name__}.{module}")
        for name in getattr(loaded, "NAMES", (module,)):
            found[name] = loaded.main
    return dict(sorted(found.items()))
