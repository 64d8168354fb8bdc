"""Describe a ReplicationController."""

from __future__ import annotations

from app.kubectl.describe.conditions import write_reasons
from app.kubectl.describe.labels import format_labels, write_annotations, write_labels
from app.kubectl.describe.pod_template import write_pod_template
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.workload_pods import pods_status
from app.kubectl.selectors import format_selector

KINDS = (("", "ReplicationController"),)


async def describe(subject: Subject) -> None:
    """Describe a replication controller."""
    text, spec, status = subject.text, subject.spec, subject.status
    pods = await pods_status(subject, format_selector(spec.get("selector") or {}))
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    text.field("Selector", format_labels(spec.get("selector")))
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.field("Replicas", f"{status.get('replicas') or 0} current / {spec.get('replicas') or 0} desired")
    text.field("Pods Status", pods)
    write_pod_template(text, spec.get("template"), classic=subject.classic)
    write_reasons(text, status.get("conditions"))
    await subject.write_events()
