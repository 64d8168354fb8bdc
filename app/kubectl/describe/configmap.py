"""Describe a ConfigMap."""

from __future__ import annotations

import base64

from app.kubectl.describe.event_list import write_events
from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("", "ConfigMap"),)


async def describe(subject: Subject) -> None:
    """Describe a config map, with all of its data."""
    text = subject.text
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.line("\nData\n====")
    for key, value in sorted((subject.object.get("data") or {}).items()):
        text.line(f"{key}:\n----")
        text.line(value)
        if not subject.classic:
            text.line()
    if not subject.classic:
        text.line("\nBinaryData\n====")
        for key, value in sorted((subject.object.get("binaryData") or {}).items()):
            text.line(f"{key}: {len(base64.b64decode(value))} bytes")
        text.line()
    if subject.show_events:
        write_events(text, await subject.events(), subject.now, classic=subject.classic)
