"""Nobody can write a role that grants more than they have; aggregated roles follow their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api import aggregation, escalation
from app.cluster.api.call import Call
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def permit_create(api: Api, role: Object, call: Call) -> None:
    """ApiError 403 for rules that the writer does not have."""
    escalation.check_role(api, role, call)


def permit_update(api: Api, role: Object, old: Object, call: Call) -> None:
    """The same, when the rules change."""
    if role.get("rules") != old.get("rules") or role.get("aggregationRule") != old.get("aggregationRule"):
        escalation.check_role(api, role, call)


def after_create(api: Api, role: Object) -> None:
    """Roles that aggregate it take its rules over."""
    aggregation.refresh(api, role)


def after_update(api: Api, role: Object, old: Object) -> None:
    """The same, for what it was and is."""
    if role["metadata"].get("labels") != old["metadata"].get("labels") or role.get("rules") != old.get("rules"):
        aggregation.refresh(api, role, old)


def after_delete(api: Api, role: Object) -> None:
    """And without it."""
    aggregation.refresh(api, role, gone=True)
