"""Events as people read them: when, how often.

Follows kubernetes kubectl/pkg/cmd/events/event_printer.go.
"""

from __future__ import annotations

from typing import Any

from app.sim.clock import parse_rfc3339
from app.sim.duration import human_duration


def moment(event: dict[str, Any]) -> float:
    """When an event was seen last, in seconds since 1970."""
    series = event.get("series") or {}
    text = (
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or (event.get("metadata") or {}).get("creationTimestamp")
    )
    return parse_rfc3339(text) if text else 0.0


def first_moment(event: dict[str, Any]) -> float:
    """When an event was seen first."""
    text = event.get("firstTimestamp") or event.get("eventTime")
    return parse_rfc3339(text) if text else moment(event)


def count(event: dict[str, Any]) -> int:
    """How often an event was seen."""
    return int((event.get("series") or {}).get("count") or event.get("count") or 1)


def last_seen(event: dict[str, Any], now: float) -> str:
    """`5s`, or `5s (x3 over 2m)`."""
    latest = human_duration(now - moment(event))
    if event.get("series") or count(event) > 1:
        return f"{latest} (x{count(event)} over {human_duration(now - first_moment(event))})"
    return latest
