"""A policy whose expressions have been looked at says so; nothing is ever found wrong with their types.

Follows kubernetes pkg/controller/validatingadmissionpolicystatus/controller.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def begin_create(api: Api, policy: Object, call: Call) -> None:
    """The controller is quick."""
    _look(policy)


def begin_update(api: Api, policy: Object, old: Object, call: Call) -> None:
    """Once more for every generation."""
    if not call.subresource:
        _look(policy)


def _look(policy: Object) -> None:
    generation = policy["metadata"].get("generation", 1)
    policy["status"] = {**(policy.get("status") or {}), "observedGeneration": generation, "typeChecking": {}}
