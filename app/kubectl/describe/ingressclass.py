"""Describe an IngressClass."""

from __future__ import annotations

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("networking.k8s.io", "IngressClass"),)


async def describe(subject: Subject) -> None:
    """Describe an ingress class."""
    text = subject.text
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    text.field("Controller", subject.spec.get("controller") or "")
    if (parameters := subject.spec.get("parameters")) is not None:
        text.line("Parameters:")
        if parameters.get("apiGroup") is not None:
            text.field("APIGroup", parameters["apiGroup"], level=1)
        text.field("Kind", parameters.get("kind") or "", level=1)
        text.field("Name", parameters.get("name") or "", level=1)
    await subject.write_events()
