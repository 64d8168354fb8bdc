"""Describe a PriorityClass."""

from __future__ import annotations

from app.kubectl.describe.labels import format_labels
from app.kubectl.describe.subject import Subject

KINDS = (("scheduling.k8s.io", "PriorityClass"),)


async def describe(subject: Subject) -> None:
    """Describe a priority class."""
    text, obj = subject.text, subject.object
    text.field("Name", subject.name)
    text.field("Value", obj.get("value") or 0)
    text.field("GlobalDefault", "true" if obj.get("globalDefault") else "false")
    text.field("PreemptionPolicy", obj.get("preemptionPolicy") or "")
    text.field("Description", obj.get("description") or "")
    text.field("Annotations", format_labels(subject.metadata.get("annotations")))
    await subject.write_events()
