"""Columns of jobs."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import (
    AGE,
    CONTAINERS,
    IMAGES,
    NAME,
    Column,
    age,
    at,
    containers,
    metadata_name,
    selector_text,
    since,
    wide,
)
from app.sim.clock import parse_rfc3339

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Status", doc="Status of the job."),
    Column("Completions", doc=".status.succeeded"),
    Column("Duration", doc="Time required to complete the job."),
    AGE,
    CONTAINERS,
    IMAGES,
    wide("Selector", ".spec.selector"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    template = containers(at(obj, "spec", "template", "spec"))
    row = [metadata_name(obj), _status(obj), _completions(obj), _duration(obj, now), age(obj, now)]
    return [*row, *template, selector_text(obj["spec"].get("selector"))]


def _completions(obj: Object) -> str:
    done, wanted = at(obj, "status", "succeeded", default=0), obj["spec"].get("completions")
    if wanted is not None:
        return f"{done}/{wanted}"
    parallelism = obj["spec"].get("parallelism") or 0
    return f"{done}/1 of {parallelism}" if parallelism > 1 else f"{done}/1"


def _duration(obj: Object, now: float) -> str:
    start, end = at(obj, "status", "startTime"), at(obj, "status", "completionTime")
    if start is None:
        return ""
    return since(start, now if end is None else parse_rfc3339(end))


def _status(obj: Object) -> str:
    conditions = at(obj, "status", "conditions", default=())
    held = {item["type"] for item in conditions if item["status"] == "True"}
    if "Complete" in held:
        return "Complete"
    if "Failed" in held:
        return "Failed"
    if "deletionTimestamp" in obj["metadata"]:
        return "Terminating"
    if "Suspended" in held:
        return "Suspended"
    return "FailureTarget" if "FailureTarget" in held else "Running"
