"""What kinds do when their objects are stored, beyond defaults and validation: allocate addresses, keep, refuse.

A kind's hooks stand in its `storage.py` as functions of these names; all are optional.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from app.cluster.api.call import Call, DeleteOptions
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api


@dataclass(frozen=True)
class Hooks:
    """`permit_*` refuse before anything else is looked at; `begin_*` run after validation, `after_*` after the write.

    `begin_*` may change the object or raise ApiError, and leave everything else alone: a dry run calls them too.
    `begin_delete` may do the deletion itself and return the result. `grace` gives the seconds an object has to end.
    `keeps` says that an object being deleted stays although no finalizer holds it.
    """

    permit_create: Callable[[Api, Object, Call], None] | None = None
    permit_update: Callable[[Api, Object, Object, Call], None] | None = None
    begin_create: Callable[[Api, Object, Call], None] | None = None
    after_create: Callable[[Api, Object], None] | None = None
    begin_update: Callable[[Api, Object, Object, Call], None] | None = None
    after_update: Callable[[Api, Object, Object], None] | None = None
    begin_delete: Callable[[Api, Object, DeleteOptions, Call], Object | None] | None = None
    after_delete: Callable[[Api, Object], None] | None = None
    grace: Callable[[Object, DeleteOptions], int] | None = None
    keeps: Callable[[Object], bool] | None = None


NONE = Hooks()


@cache
def hooks_of(kind: str) -> Hooks:
    """The hooks of a kind."""
    folder = f"app.cluster.kinds.{kind.lower()}"
    module = f"{folder}.storage"
    if find_spec(folder) is None or find_spec(module) is None:
        return NONE
    loaded = import_module(module)
    found: dict[str, Any] = {item.name: getattr(loaded, item.name, None) for item in fields(Hooks)}
    return Hooks(**found)
