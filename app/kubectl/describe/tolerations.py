"""Tolerations and taints, a line each.

Follows kubernetes kubectl/pkg/describe/describe.go: printTolerationsMultilineWithIndent, printTaintsMultiline...
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.labels import write_lines
from app.kubectl.describe.text import Text

Object = dict[str, Any]


def write_tolerations(
    text: Text, tolerations: list[Object] | None, title: str = "Tolerations", *, classic: bool = False
) -> None:
    """Tolerations, sorted by key."""
    ordered = sorted(tolerations or [], key=lambda each: str(each.get("key") or ""))
    write_lines(text, title, [_toleration(each, classic) for each in ordered])


def _toleration(toleration: Object, classic: bool) -> str:
    key, value, effect = (toleration.get(name) or "" for name in ("key", "value", "effect"))
    shown = key + (f"={value}" if value else "") + (f":{effect}" if effect else "")
    if toleration.get("operator") == "Exists" and not value and not classic:
        shown += " op=Exists" if key or effect else "op=Exists"
    if toleration.get("tolerationSeconds") is not None:
        shown += f" for {toleration['tolerationSeconds']}s"
    return shown


def write_taints(text: Text, taints: list[Object] | None) -> None:
    """Taints of a node, sorted by effect and key."""
    ordered = sorted(taints or [], key=lambda each: f"{each.get('effect')},{each.get('key')}")
    write_lines(text, "Taints", [_taint(each) for each in ordered])


def _taint(taint: Object) -> str:
    value, effect = taint.get("value") or "", taint.get("effect") or ""
    if not effect:
        return f"{taint.get('key')}={value}:" if value else str(taint.get("key"))
    return f"{taint.get('key')}={value}:{effect}" if value else f"{taint.get('key')}:{effect}"
