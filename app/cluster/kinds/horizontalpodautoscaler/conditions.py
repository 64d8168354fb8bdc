"""The conditions of an autoscaler.

Follows kubernetes pkg/controller/podautoscaler/horizontal.go: setConditionInList.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


class Conditions:
    """The conditions of a status that is being made; new ones come last, known ones keep their place."""

    def __init__(self, status: Object, now: str) -> None:
        self._status, self._now = status, now

    def set(self, kind: str, status: str, reason: str, message: str) -> None:
        """Set one condition."""
        old: list[Any] = self._status.get("conditions") or []
        made = {"type": kind, "status": status, "lastTransitionTime": self._now, "reason": reason, "message": message}
        found = [one for one in old if one["type"] == kind]
        if found and found[0]["status"] == status:
            made["lastTransitionTime"] = found[0]["lastTransitionTime"]
        self._status["conditions"] = [made if one["type"] == kind else one for one in old] + ([] if found else [made])
