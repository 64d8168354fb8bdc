"""Describe a ServiceAccount."""

from __future__ import annotations

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject

KINDS = (("", "ServiceAccount"),)
PULL, MOUNT, TOKENS = "Image pull secrets:", "Mountable secrets: ", "Tokens:            "


async def describe(subject: Subject) -> None:
    """Describe a service account."""
    text = subject.text
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    pull = [each.get("name", "") for each in subject.object.get("imagePullSecrets") or []]
    if subject.classic:
        mounted = [each.get("name", "") for each in subject.object.get("secrets") or []]
        text.line()
        for title, names in ((PULL, pull), (MOUNT, mounted), (TOKENS, mounted)):
            _write_names(subject, title, names)
            text.line()
    else:
        _write_names(subject, PULL, pull)
    await subject.write_events()


def _write_names(subject: Subject, title: str, names: list[str]) -> None:
    for place, name in enumerate(names or ["<none>"]):
        subject.text.row(" " * len(title) if place else title, name, level=0)
