"""Describe a ReplicaSet."""

from __future__ import annotations

from app.kubectl.describe.conditions import write_reasons
from app.kubectl.describe.labels import format_selector, requirements, write_annotations, write_labels
from app.kubectl.describe.pod_template import write_pod_template
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.workload_pods import pods_status, write_controller
from app.kubectl.errors import Failure

KINDS = (("apps", "ReplicaSet"),)


async def describe(subject: Subject) -> None:
    """Describe a replica set."""
    text, spec, status = subject.text, subject.spec, subject.status
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    text.field("Selector", format_selector(spec.get("selector")))
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    write_controller(subject)
    text.field("Replicas", f"{status.get('replicas') or 0} current / {spec.get('replicas') or 0} desired")
    try:
        text.field("Pods Status", await pods_status(subject, requirements(spec.get("selector"))))
    except Failure as wrong:
        text.field("Pods Status", f"error in fetching pods: {wrong}")
    write_pod_template(text, spec.get("template") or {}, classic=subject.classic)
    write_reasons(text, status.get("conditions"))
    await subject.write_events()
