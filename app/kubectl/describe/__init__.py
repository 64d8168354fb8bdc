"""What `kubectl describe` shows, one file per kind.

A kind's file holds `KINDS`, the (group, kind) pairs it describes, and `async def describe(subject)`, which writes to
`subject.text` and ends with `await subject.write_events()`. Kinds without a file are described by
generic.py. The other files are the pieces that several kinds share.

Follows kubernetes kubectl/pkg/describe/describe.go.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from functools import cache

from app.kubectl.describe.subject import Subject
from app.kubectl.describe.text import Text

Describer = Callable[[Subject], Awaitable[None]]
OLD_GROUPS = {"extensions": ("apps", "networking.k8s.io"), "policy": ("policy",)}  # where kinds lived before


@cache
def describers() -> dict[tuple[str, str], Describer]:
    """The describers by (group, kind)."""
    found: dict[tuple[str, str], Describer] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for pair in getattr(module, "KINDS", ()):
            found[pair] = module.describe
    return found


def describer_for(group: str, kind: str) -> Describer:
    """The describer of a kind; the generic one for kinds that have none of their own."""
    known = describers()
    for each in (group, *OLD_GROUPS.get(group, ())):
        if describer := known.get((each, kind)):
            return describer
    return known["", ""]


async def describe(subject: Subject) -> str:
    """The description of one object."""
    subject.text = Text()
    await describer_for(subject.mapping.group, subject.mapping.kind)(subject)
    return subject.text.result()
