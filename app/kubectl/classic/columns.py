"""Tables that the kubectl of 2017 made itself: servers of its time sent objects only.

Follows kubernetes pkg/printers/internalversion/printers.go of 1.8.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.classic.cells import KINDS
from app.kubectl.discovery import Mapping

Object = dict[str, Any]


def table(mapping: Mapping, found: Object, now: float, *, wide: bool, finished: bool = True) -> Object:
    """A Table of an object or a list, as servers of today send them.

    Without `finished`, pods that have ended are left out of lists.
    """
    items = found.get("items") if isinstance(found.get("items"), list) else [found]
    if not finished and mapping.kind == "Pod" and "items" in found:
        items = [each for each in items or [] if (each.get("status") or {}).get("phase") not in ("Succeeded", "Failed")]
    titles, more, row = KINDS.get(mapping.kind, KINDS[""])
    columns = [_column(title, 0) for title in titles] + [_column(title, 1) for title in more]
    rows = []
    for item in items or []:
        cells = row(item, now, wide)
        cells += [""] * (len(columns) - len(cells))
        rows.append({"cells": cells, "object": {"metadata": item.get("metadata") or {}, **_whole(item)}})
    metadata = found.get("metadata") or {}
    return {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata, "columnDefinitions": columns,
            "rows": rows}  # fmt: skip


def _whole(item: Object) -> Object:
    return {key: value for key, value in item.items() if key != "metadata"}


def _column(title: str, priority: int) -> Object:
    return {"name": title, "type": "string", "format": "name" if title == "Name" else "", "priority": priority}
