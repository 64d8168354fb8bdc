"""Describe a VolumeAttributesClass."""

from __future__ import annotations

from app.kubectl.describe.labels import format_labels
from app.kubectl.describe.subject import Subject

KINDS = (("storage.k8s.io", "VolumeAttributesClass"),)


async def describe(subject: Subject) -> None:
    """Describe a class of volume attributes."""
    subject.text.field("Name", subject.name)
    subject.text.field("Annotations", format_labels(subject.metadata.get("annotations")))
    subject.text.field("DriverName", subject.object.get("driverName") or "")
    subject.text.field("Parameters", format_labels(subject.object.get("parameters")))
    await subject.write_events()
