"""Describe a ServiceCIDR."""

from __future__ import annotations

from app.kubectl.describe.conditions import write_transitions
from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("networking.k8s.io", "ServiceCIDR"),)


async def describe(subject: Subject) -> None:
    """Describe a range of service addresses."""
    text = subject.text
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    text.field("CIDRs", ", ".join(subject.spec.get("cidrs") or []))
    if conditions := subject.status.get("conditions"):
        text.line("Status:")
        write_transitions(text, conditions)
    await subject.write_events()
