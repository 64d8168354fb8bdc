"""The events at the end of a description.

Follows kubernetes kubectl/pkg/describe/describe.go: DescribeEvents; kubectl/pkg/util/event/sorted_event_list.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.text import Text
from app.kubectl.describe.times import short_since, since
from app.kubectl.output.golang.sorting import go_sort

Object = dict[str, Any]


def write_events(text: Text, events: list[Object], now: float, *, classic: bool = False) -> None:
    """Events, those seen last at the end."""
    if not events:
        text.line("Events:\t<none>")
        return
    ordered = list(events)
    go_sort(ordered, lambda one, other: (one.get("lastTimestamp") or "") < (other.get("lastTimestamp") or ""))
    text.line("Events:")
    text.row("Type", "Reason", "Age", "From", "Message")
    text.row("----", "------", "----", "----", "-------")
    for event in ordered:
        text.row(
            event.get("type") or "", event.get("reason") or "", _interval(event, now, classic), _source(event, classic),
            _message(event, classic),
        )  # fmt: skip


def _interval(event: Object, now: float, classic: bool) -> str:
    ago = short_since if classic else since
    first = ago(event.get("eventTime") or event.get("firstTimestamp"), now)
    if series := event.get("series"):
        return f"{ago(series.get('lastObservedTime'), now)} (x{series.get('count', 0)} over {first})"
    if (event.get("count") or 0) > 1:
        return f"{ago(event.get('lastTimestamp'), now)} (x{event['count']} over {first})"
    return first


def _source(event: Object, classic: bool) -> str:
    source = event.get("source") or {}
    component = str(source.get("component") or event.get("reportingComponent") or "")
    return f"{component}, {source['host']}" if classic and source.get("host") else component


def _message(event: Object, classic: bool) -> str:
    message = str(event.get("message") or "").strip()
    path = (event.get("involvedObject") or {}).get("fieldPath")
    return f"{path}: {message}" if path and not classic else message
