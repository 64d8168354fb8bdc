"""The metrics of an autoscaler: what they are now, and what they should be.

Follows kubernetes kubectl/pkg/describe/describe.go: describeHorizontalPodAutoscalerV2.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.text import Text
from app.sim.go_strings import quote
from app.sim.quantity import canonicalize

Object = dict[str, Any]
UNKNOWN = "<unknown>"


def write_metric(text: Text, metric: Object, current: Object) -> None:
    """One metric; `current` is its place in the status, {} when it has not been read yet."""
    kind = str(metric.get("type") or "")
    writers = {"External": _external, "Pods": _pods, "Object": _object, "Resource": _resource,
               "ContainerResource": _resource}  # fmt: skip
    if kind not in writers:
        text.line(f"<unknown metric type {quote(kind)}>", level=1)
        return
    key = kind[0].lower() + kind[1:]
    source, now = metric.get(key) or {}, (current.get(key) or {}).get("current") if current.get(key) else None
    title, shown = writers[kind](source, now)
    text.line(f"{title}:\t{shown}", level=1)


def _amount(values: Object | None, key: str, missing: str = "0") -> str:
    if values is None:
        return UNKNOWN
    value = values.get(key)
    return missing if value is None else canonicalize(str(value))


def _target(source: Object) -> Object:
    return source.get("target") or {}


def _external(source: Object, now: Object | None) -> tuple[str, str]:
    name, target = quote((source.get("metric") or {}).get("name", "")), _target(source)
    if target.get("averageValue") is not None:
        shown = f"{_amount(now, 'averageValue', UNKNOWN)} / {_amount(target, 'averageValue')}"
        return f"{name} (target average value)", shown
    return f"{name} (target value)", f"{_amount(now, 'value')} / {_amount(target, 'value')}"


def _pods(source: Object, now: Object | None) -> tuple[str, str]:
    name = quote((source.get("metric") or {}).get("name", ""))
    return f"{name} on pods", f"{_amount(now, 'averageValue')} / {_amount(_target(source), 'averageValue')}"


def _object(source: Object, now: Object | None) -> tuple[str, str]:
    described, target = source.get("describedObject") or {}, _target(source)
    name = f'"{(source.get("metric") or {}).get("name", "")}" on {described.get("kind")}/{described.get("name")}'
    average = target.get("type") == "AverageValue"
    word, key = ("average value", "averageValue") if average else ("value", "value")
    return f"{name} (target {word})", f"{_amount(now, key)} / {_amount(target, key)}"


def _resource(source: Object, now: Object | None) -> tuple[str, str]:
    target = _target(source)
    of = f' of container "{source["container"]}"' if "container" in source else ""
    title = f"resource {source.get('name')}{of} on pods"
    if target.get("averageValue") is not None:
        return title, f"{_amount(now, 'averageValue')} / {_amount(target, 'averageValue')}"
    current = UNKNOWN
    if now is not None and now.get("averageUtilization") is not None:
        current = f"{now['averageUtilization']}% ({_amount(now, 'averageValue')})"
    wanted = target.get("averageUtilization")
    shown = "<auto>" if wanted is None else f"{wanted}%"
    return f"{title}  (as a percentage of request)", f"{current} / {shown}"
