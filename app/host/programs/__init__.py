"""Programs that only container images bring: databases' clients, package managers, interpreters.

The same form as `app.host.commands`; the learner's own machine does not have them. The folder is the registry.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from app.host.commands import Main


@cache
def programs() -> dict[str, Main]:
    """Every program by name, sorted."""
    found: dict[str, Main] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        loaded = importlib.import_module(f"{__name__}.{module}")
        for name in getattr(loaded, "NAMES", (module,)) if hasattr(loaded, "main") else ():
            found[name] = loaded.main
    return dict(sorted(found.items()))
