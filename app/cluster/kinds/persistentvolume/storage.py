"""A volume notes since when it has been in its phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call
from app.cluster.api.objects import Object
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def begin_create(api: Api, volume: Object, call: Call) -> None:
    """Follows kubernetes pkg/registry/core/persistentvolume/strategy.go: PrepareForCreate."""
    if api.release.modern:
        volume["status"] = {**(volume.get("status") or {}), "lastPhaseTransitionTime": rfc3339(api.clock.now)}
