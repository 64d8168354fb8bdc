"""Describe a LimitRange."""

from __future__ import annotations

from app.kubectl.describe.quotas import COLUMNS, write_limit_rows
from app.kubectl.describe.subject import Subject

KINDS = (("", "LimitRange"),)


async def describe(subject: Subject) -> None:
    """Describe limits."""
    subject.text.field("Name", subject.name)
    subject.text.field("Namespace", subject.namespace)
    subject.text.heading(*COLUMNS, level=0)
    write_limit_rows(subject.text, subject.spec, "")
