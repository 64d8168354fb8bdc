"""Columns of events."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import Column, metadata_name, since, wide

Object = dict[str, Any]

COLUMNS = (
    Column("Last Seen", doc=".lastTimestamp"),
    Column("Type", doc=".type"),
    Column("Reason", doc=".reason"),
    Column("Object", doc=".involvedObject"),
    wide("Subobject", ".involvedObject.fieldPath"),
    wide("Source", ".source"),
    Column("Message", doc=".message"),
    wide("First Seen", ".firstTimestamp"),
    wide("Count", ".count"),
    Column("Name", format="name", priority=1, doc=".metadata.name"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    first = since(obj.get("firstTimestamp") or obj.get("eventTime"), now)
    last = since(obj.get("lastTimestamp"), now) if obj.get("lastTimestamp") else first
    count = obj.get("count") or 1
    if series := obj.get("series"):
        last, count = since(series.get("lastObservedTime"), now), series.get("count", 0)
    about = obj.get("involvedObject") or {}
    kind = about.get("kind", "").lower()
    target = f"{kind}/{about['name']}" if about.get("name") else kind
    message = (obj.get("message") or "").strip()
    path = about.get("fieldPath", "")
    kind_and_reason = [obj.get("type", ""), obj.get("reason", "")]
    return [last, *kind_and_reason, target, path, _source(obj), message, first, count, metadata_name(obj)]


def _source(obj: Object) -> str:
    source = obj.get("source") or {}
    component = source.get("component") or obj.get("reportingComponent") or ""
    instance = source.get("host") or obj.get("reportingInstance") or ""
    return f"{component}, {instance}" if instance else component
