"""Describe an IPAddress."""

from __future__ import annotations

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("networking.k8s.io", "IPAddress"),)


async def describe(subject: Subject) -> None:
    """Describe an address that a service has."""
    text = subject.text
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    if (parent := subject.spec.get("parentRef")) is not None:
        text.line("Parent Reference:")
        for title in ("Group", "Resource", "Namespace", "Name"):
            text.field(title, parent.get(title.lower()) or "", level=1)
    await subject.write_events()
