"""Nobody can hand out a role that they do not have or may not bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api import escalation
from app.cluster.api.call import Call
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def permit_create(api: Api, binding: Object, call: Call) -> None:
    """ApiError 403 for a role with rules that the writer does not have."""
    escalation.check_binding(api, binding, call)


def permit_update(api: Api, binding: Object, old: Object, call: Call) -> None:
    """The same, when anything but metadata changes."""
    if binding.get("subjects") != old.get("subjects") or binding["roleRef"] != old["roleRef"]:
        escalation.check_binding(api, binding, call)
