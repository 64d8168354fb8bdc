"""Describe a Secret."""

from __future__ import annotations

import base64

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("", "Secret"),)
TOKEN_TYPE = "kubernetes.io/service-account-token"


async def describe(subject: Subject) -> None:
    """Describe a secret without telling it; tokens of service accounts are shown."""
    text = subject.text
    kind = subject.object.get("type") or ""
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.line(f"\nType:\t{kind}")
    text.line("\nData\n====")
    for key, value in sorted((subject.object.get("data") or {}).items()):
        data = base64.b64decode(value or "")
        shown = key == "token" and kind == TOKEN_TYPE
        text.field(key, data.decode("utf-8", "replace") if shown else f"{len(data)} bytes")
