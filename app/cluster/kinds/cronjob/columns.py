"""Columns of cron jobs."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import (
    AGE,
    CONTAINERS,
    IMAGES,
    NAME,
    NONE,
    Column,
    age,
    at,
    containers,
    metadata_name,
    number,
    selector_text,
    since,
    wide,
    yes_no,
)

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Schedule", doc=".spec.schedule"),
    Column("Timezone", doc=".spec.timeZone"),
    Column("Suspend", "boolean", doc=".spec.suspend"),
    number("Active", ".status.active"),
    Column("Last Schedule", doc=".status.lastScheduleTime"),
    AGE,
    CONTAINERS,
    IMAGES,
    wide("Selector", ".spec.jobTemplate.spec.selector"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    spec, job = obj["spec"], at(obj, "spec", "jobTemplate", "spec", default={})
    scheduled = at(obj, "status", "lastScheduleTime")
    last = since(scheduled, now) if scheduled else NONE
    row = [spec.get("schedule", ""), spec.get("timeZone") or NONE, yes_no(spec.get("suspend"))]
    row += [len(at(obj, "status", "active", default=())), last, age(obj, now)]
    selector = job.get("selector")
    return [
        metadata_name(obj),
        *row,
        *containers(at(job, "template", "spec")),
        selector_text(selector) if selector else NONE,
    ]
