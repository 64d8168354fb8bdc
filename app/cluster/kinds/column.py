"""Columns of a kind's table, and how printers write ages, references and lists.

Follows kubernetes pkg/printers/internalversion/printers.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.sim.clock import parse_rfc3339
from app.sim.duration import human_duration

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


def metadata_name(obj: Object) -> str:
    """metadata.name."""
    return str(obj["metadata"].get("name", ""))


def since(timestamp: str | None, now: float) -> str:
    """How long ago, `5m2s`; `<unknown>` without a time."""
    return human_duration(now - parse_rfc3339(timestamp)) if timestamp else UNKNOWN


def age(obj: Object, now: float) -> str:
    """How long ago an object was created."""
    return since(obj["metadata"].get("creationTimestamp"), now)


def labels_text(labels: Mapping[str, str] | None, none: str = NONE) -> str:
    """`a=b,c=d`, sorted."""
    return ",".join(f"{key}={labels[key]}" for key in sorted(labels)) if labels else none


def join(values: Iterable[str], none: str = NONE) -> str:
    """Comma-separated, or what stands for nothing."""
    return ",".join(values) or none


def containers(spec: Object) -> tuple[str, str]:
    """Names and images of a pod spec's containers, comma-separated."""
    found = spec.get("containers") or ()
    return ",".join(item["name"] for item in found), ",".join(item.get("image", "") for item in found)
