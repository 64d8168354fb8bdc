"""Describe a DaemonSet."""

from __future__ import annotations

from app.kubectl.describe.labels import format_labels, requirements, write_annotations, write_labels
from app.kubectl.describe.pod_template import write_pod_template
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.workload_pods import pods_status

KINDS = (("apps", "DaemonSet"),)
COUNTS = {
    "Desired Number of Nodes Scheduled": "desiredNumberScheduled",
    "Current Number of Nodes Scheduled": "currentNumberScheduled",
    "Number of Nodes Scheduled with Up-to-date Pods": "updatedNumberScheduled",
    "Number of Nodes Scheduled with Available Pods": "numberAvailable",
    "Number of Nodes Misscheduled": "numberMisscheduled",
}


async def describe(subject: Subject) -> None:
    """Describe a daemon set."""
    text, spec = subject.text, subject.spec
    selector = requirements(spec.get("selector"))
    pods = await pods_status(subject, selector)
    template = spec.get("template") or {}
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    text.field("Selector", selector)
    text.field("Node-Selector", format_labels((template.get("spec") or {}).get("nodeSelector")))
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    for title, key in COUNTS.items():
        text.line(f"{title}: {subject.status.get(key) or 0}")
    text.field("Pods Status", pods)
    write_pod_template(text, template, classic=subject.classic)
    await subject.write_events()
