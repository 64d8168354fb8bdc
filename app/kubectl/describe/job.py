"""Describe a Job."""

from __future__ import annotations

from app.kubectl.describe.labels import requirements, write_annotations, write_labels
from app.kubectl.describe.pod_template import write_pod_template
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.times import date
from app.kubectl.describe.workload_pods import write_controller
from app.sim.clock import parse_rfc3339
from app.sim.duration import human_duration

KINDS = (("batch", "Job"),)
LONG_LIST = 50  # characters of completed indexes that are shown at least


async def describe(subject: Subject) -> None:
    """Describe a job."""
    text, spec = subject.text, subject.spec
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    text.field("Selector", requirements(spec.get("selector")))
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    write_controller(subject)
    _write_limits(subject)
    _write_times(subject)
    _write_pods(subject)
    write_pod_template(text, spec.get("template") or {}, classic=subject.classic)
    await subject.write_events()


def _write_limits(subject: Subject) -> None:
    text, spec = subject.text, subject.spec
    if spec.get("parallelism") is not None:
        text.field("Parallelism", spec["parallelism"])
    text.field("Completions", spec["completions"] if spec.get("completions") is not None else "<unset>")
    if subject.classic:
        return
    if spec.get("completionMode") is not None:
        text.field("Completion Mode", spec["completionMode"])
    if spec.get("suspend") is not None:
        text.field("Suspend", "true" if spec["suspend"] else "false")
    for title, key in {
        "Backoff Limit": "backoffLimit",
        "TTL Seconds After Finished": "ttlSecondsAfterFinished",
    }.items():
        if spec.get(key) is not None:
            text.field(title, spec[key])


def _write_times(subject: Subject) -> None:
    text, status = subject.text, subject.status
    started, completed = status.get("startTime"), status.get("completionTime")
    if started:
        text.field("Start Time", date(started))
    if completed and not subject.classic:
        text.field("Completed At", date(completed))
        if started:
            text.field("Duration", human_duration(parse_rfc3339(completed) - parse_rfc3339(started)))
    if subject.spec.get("activeDeadlineSeconds") is not None:
        text.field("Active Deadline Seconds", f"{subject.spec['activeDeadlineSeconds']}s")


def _write_pods(subject: Subject) -> None:
    text, status = subject.text, subject.status
    active, succeeded, failed = (status.get(key) or 0 for key in ("active", "succeeded", "failed"))
    word = "Running" if subject.classic else "Active"
    ready = f" ({status['ready']} Ready)" if status.get("ready") is not None and not subject.classic else ""
    text.field("Pods Statuses", f"{active} {word}{ready} / {succeeded} Succeeded / {failed} Failed")
    if subject.spec.get("completionMode") == "Indexed":
        text.field("Completed Indexes", _capped(str(status.get("completedIndexes") or "")))


def _capped(indexes: str) -> str:
    comma = indexes.find(",", LONG_LIST)
    return (indexes if comma < 0 else f"{indexes[: comma + 1]}...") or "<none>"
