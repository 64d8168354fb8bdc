"""Describe a ResourceQuota."""

from __future__ import annotations

from app.kubectl.describe.quotas import rows, write_scopes
from app.kubectl.describe.subject import Subject
from app.sim.quantity import Quantity

KINDS = (("", "ResourceQuota"),)


async def describe(subject: Subject) -> None:
    """Describe a quota and what is used of it."""
    text = subject.text
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_scopes(text, subject.object, 0, " ")
    text.heading("Resource", "Used", "Hard", level=0)
    for name, used, hard in rows(subject.object):
        same = used if used.format == hard.format else Quantity(used.value(), 0, hard.format)
        text.row(name, same, hard, level=0)
