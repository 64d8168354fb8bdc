"""Columns of a kind's table, and how printers write ages, selectors and lists.

Follows kubernetes pkg/printers/internalversion/printers.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.sim.clock import parse_rfc3339
from app.sim.duration import human_duration
from app.sim.label_selectors import LabelSelector

Object = dict[str, Any]
NONE, UNKNOWN, UNSET = "<none>", "<unknown>", "<unset>"


@dataclass(frozen=True)
class Column:
    """`priority` 1 shows with -o wide only. `doc` is the description, or `.path.of.a.field` that is described so."""

    name: str
    type: str = "string"
    format: str = ""
    priority: int = 0
    doc: str = ""


NAME = Column("Name", format="name", doc=".metadata.name")
AGE = Column("Age", doc=".metadata.creationTimestamp")
CREATED_AT = Column("Created At", "date", doc=".metadata.creationTimestamp")


def wide(name: str, doc: str = "") -> Column:
    """A column that only -o wide shows."""
    return Column(name, priority=1, doc=doc)


def number(name: str, doc: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", doc=doc)


CONTAINERS = wide("Containers", "Names of each container in the template.")
IMAGES = wide("Images", "Images referenced by each container in the template.")


def metadata_name(obj: Object) -> str:
    """metadata.name."""
    return str(obj["metadata"].get("name", ""))


def at(obj: Object, *path: str, default: Any = None) -> Any:
    """The value at a path, or the default when something on the way is missing or null."""
    value: Any = obj
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return default if value is None else value


def since(timestamp: str | None, now: float) -> str:
    """How long ago, `5m2s`; `<unknown>` without a time."""
    return human_duration(now - parse_rfc3339(timestamp)) if timestamp else UNKNOWN


def age(obj: Object, now: float) -> str:
    """How long ago an object was created."""
    return since(obj["metadata"].get("creationTimestamp"), now)


def created_at(obj: Object, now: float) -> list[Any]:
    """The cells of kinds without columns of their own."""
    return [metadata_name(obj), obj["metadata"].get("creationTimestamp")]


def labels_text(labels: Mapping[str, str] | None) -> str:
    """`a=b,c=d`, sorted, or `<none>`."""
    return ",".join(f"{key}={labels[key]}" for key in sorted(labels)) if labels else NONE


def selector_text(selector: Mapping[str, Any] | None) -> str:
    """A LabelSelector as a query writes it, or `<none>`."""
    return str(LabelSelector.of(selector)) or NONE


def listed(values: Iterable[str], most: int, none: str) -> str:
    """`a,b,c + 2 more...`, or what stands for nothing."""
    items = list(values)
    text = ",".join(items[:most])
    if len(items) > most:
        return f"{text} + {len(items) - most} more..."
    return text or none


def containers(spec: Object | None) -> tuple[str, str]:
    """Names and images of a pod spec's containers, comma-separated."""
    found = (spec or {}).get("containers") or ()
    return ",".join(item["name"] for item in found), ",".join(item.get("image", "") for item in found)


def yes_no(value: bool | None) -> str:
    """`True`, `False` or `<unset>`."""
    return UNSET if value is None else str(bool(value))


_ACCESS = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def access_modes(modes: Iterable[str] | None) -> str:
    """`RWO,RWX`."""
    given = set(modes or ())
    return ",".join(short for mode, short in _ACCESS.items() if mode in given)


def storage_class(obj: Object) -> str:
    """The class of a volume or claim, from the spec or the old annotation."""
    annotation = at(obj, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class")
    return str(annotation or at(obj, "spec", "storageClassName", default=""))
