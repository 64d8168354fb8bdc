"""Tables of conditions.

Follows kubernetes kubectl/pkg/describe/describe.go, where each describer prints its own.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.text import Text
from app.kubectl.describe.times import date

Object = dict[str, Any]


def write_reasons(text: Text, conditions: list[Object] | None) -> None:
    """Type, status and reason, as of workloads."""
    if not conditions:
        return
    text.line("Conditions:")
    text.heading("Type", "Status", "Reason")
    for each in conditions:
        text.row(f"{each.get('type')} ", each.get("status"), each.get("reason") or "")


def write_transitions(text: Text, conditions: list[Object] | None) -> None:
    """Type, status, when it changed, reason and message."""
    if not conditions:
        return
    text.line("Conditions:")
    text.heading("Type", "Status", "LastTransitionTime", "Reason", "Message")
    for each in conditions:
        changed = date(each.get("lastTransitionTime"))
        text.row(each.get("type"), each.get("status"), changed, each.get("reason") or "", each.get("message") or "")


def write_probed(text: Text, conditions: list[Object] | None, title: str, key: str) -> None:
    """Type, status, when it was looked at (`key`) and when it changed, reason and message."""
    if not conditions:
        return
    text.line("Conditions:")
    text.row("Type", "Status", title, "LastTransitionTime", "Reason", "Message")
    text.row("----", "------", "-----------------", "------------------", "------", "-------")
    for each in conditions:
        text.row(
            f"{each.get('type')} ", f"{each.get('status')} ", f"{date(each.get(key))} ",
            f"{date(each.get('lastTransitionTime'))} ", f"{each.get('reason') or ''} ", each.get("message") or "",
        )  # fmt: skip
