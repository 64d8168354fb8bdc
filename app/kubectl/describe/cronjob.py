"""Describe a CronJob."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.labels import requirements, write_annotations, write_labels
from app.kubectl.describe.pod_template import write_pod_template
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.times import date

KINDS = (("batch", "CronJob"),)
UNSET = "<unset>"


async def describe(subject: Subject) -> None:
    """Describe a cron job."""
    text, spec, status = subject.text, subject.spec, subject.status
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.field("Schedule", spec.get("schedule") or "")
    text.field("Concurrency Policy", spec.get("concurrencyPolicy") or "")
    suspend = spec.get("suspend")
    text.field("Suspend", UNSET if suspend is None else str(bool(suspend)))
    if not subject.classic:
        text.field("Time Zone", _or_unset(spec.get("timeZone")))
        text.field("Successful Job History Limit", _or_unset(spec.get("successfulJobsHistoryLimit")))
        text.field("Failed Job History Limit", _or_unset(spec.get("failedJobsHistoryLimit")))
    deadline = spec.get("startingDeadlineSeconds")
    text.field("Starting Deadline Seconds", UNSET if deadline is None else f"{deadline}s")
    _write_job_template(subject, (spec.get("jobTemplate") or {}).get("spec") or {})
    scheduled = status.get("lastScheduleTime")
    text.field("Last Schedule Time", date(scheduled) if scheduled else UNSET)
    text.field("Active Jobs", ", ".join(job.get("name", "") for job in status.get("active") or []) or "<none>")
    await subject.write_events()


def _or_unset(value: Any) -> str:
    return UNSET if value is None else str(value)


def _write_job_template(subject: Subject, spec: dict[str, Any]) -> None:
    text = subject.text
    text.field("Selector", UNSET if spec.get("selector") is None else requirements(spec["selector"]))
    text.field("Parallelism", _or_unset(spec.get("parallelism")))
    text.field("Completions", _or_unset(spec.get("completions")))
    if spec.get("activeDeadlineSeconds") is not None:
        text.field("Active Deadline Seconds", f"{spec['activeDeadlineSeconds']}s")
    write_pod_template(text, spec.get("template") or {}, classic=subject.classic)
