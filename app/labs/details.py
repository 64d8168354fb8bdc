"""What the drawing tells of one object when it is clicked: its row of `kubectl get -o wide`, its events, its YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cluster.api.tables import printer
from app.cluster.cluster import Cluster
from app.cluster.kinds.event import columns as event_columns
from app.kubectl.output.yaml_json import print_yaml, without_managed_fields
from app.labs.picture import DRAWN, Object, ResourceKey
from app.labs.views import RefusedError

EVENTS = ("", "events")
MOST_EVENTS = 20
LONGEST_YAML = 60_000  # characters
_UNTOLD = {"Name", "Selector", "Containers", "Images", "Nominated Node", "Readiness Gates", ""}


@dataclass(frozen=True)
class Fact:
    """A line of details: its name as kubectl has it, and the value."""

    name: str
    value: str


@dataclass(frozen=True)
class EventLine:
    """An event: LAST SEEN, TYPE, REASON and MESSAGE of `kubectl get events`, and how often it happened."""

    last: str
    type: str
    reason: str
    message: str
    count: int


@dataclass(frozen=True)
class Detail:
    """One object of the picture. Events come latest first."""

    id: str
    facts: tuple[Fact, ...]
    conditions: tuple[Fact, ...]
    events: tuple[EventLine, ...]
    yaml: str


def detail(cluster: Cluster, shape: str) -> Detail:
    """All that is told of a shape's object; RefusedError (not-found) when there is none."""
    kind, namespace, name = [*shape.split("/"), "", ""][:3]
    key = next((key for key, (drawn, _) in DRAWN.items() if drawn == kind), None)
    obj = None if key is None else cluster.api.objects.get(key, namespace, name)
    if key is None or obj is None:
        raise RefusedError("not-found", shape)
    now = cluster.clock.now
    text = print_yaml(without_managed_fields(obj))
    return Detail(
        shape,
        tuple(_facts(cluster, key, obj, now)),
        tuple(_conditions(obj)),
        _events(cluster, kind, obj, now),
        text[:LONGEST_YAML],
    )


def _facts(cluster: Cluster, key: ResourceKey, obj: Object, now: float) -> Iterator[Fact]:
    resource = next((one for one in cluster.api.resources.all() if (one.group, one.plural) == key), None)
    if resource is not None:
        how = printer(resource)
        for column, value in zip(how.columns, how.cells(obj, now), strict=True):
            if column.name not in _UNTOLD and value not in (None, ""):
                yield Fact(column.name, str(value))
    yield from _containers(obj)
    selector = (obj.get("spec") or {}).get("selector") or {}
    selector = selector.get("matchLabels", selector)
    for name, labels in (("Labels", obj["metadata"].get("labels")), ("Selector", selector)):
        if labels and all(isinstance(value, str) for value in labels.values()):
            yield Fact(name, ", ".join(f"{label}={value}" for label, value in labels.items()))


def _conditions(obj: Object) -> Iterator[Fact]:
    for one in (obj.get("status") or {}).get("conditions") or ():
        told = ": ".join(part for part in (one.get("reason"), one.get("message")) if part)
        yield Fact(one["type"], one["status"] + (f" ({told})" if told and one["status"] != "True" else ""))


def _containers(obj: Object) -> Iterator[Fact]:
    spec = obj.get("spec") or {}
    statuses = {one["name"]: one for one in (obj.get("status") or {}).get("containerStatuses") or ()}
    template: Any = spec.get("template")
    for one in spec.get("containers") or ((template or {}).get("spec") or {}).get("containers") or ():
        state = (statuses.get(one["name"]) or {}).get("state") or {}
        words = [how + (f" ({about['reason']})" if about.get("reason") else "") for how, about in state.items()]
        yield Fact(f"Container {one['name']}", ", ".join([one.get("image") or "", *words]))


def _events(cluster: Cluster, kind: str, obj: Object, now: float) -> tuple[EventLine, ...]:
    meta = obj["metadata"]
    about = [
        event
        for event in cluster.api.objects.list(EVENTS, meta.get("namespace", "default"))
        if (involved := event.get("involvedObject") or {}).get("name") == meta["name"] and involved.get("kind") == kind
    ]
    about.sort(key=_when, reverse=True)
    return tuple(_line(event_columns.cells(event, now)) for event in about[:MOST_EVENTS])


def _when(event: Object) -> tuple[str, int]:
    """When it happened last; what happened in the same second, in the order in which it was written."""
    moment = event.get("lastTimestamp") or event.get("eventTime") or ""
    return str(moment)[:19], int(event["metadata"].get("resourceVersion") or 0)


def _line(cells: list[Any]) -> EventLine:
    last, kind, reason, _target, _path, _source, message, _first, count, _name = cells
    return EventLine(str(last), kind, reason, message, int(count or 1))
