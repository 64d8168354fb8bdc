"""Describe a Namespace."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.conditions import write_transitions
from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.quotas import write_limits, write_quotas
from app.kubectl.describe.subject import Subject
from app.kubectl.discovery import Mapping
from app.kubectl.errors import StatusError

KINDS = (("", "Namespace"),)
QUOTAS = Mapping("", "v1", "resourcequotas", "ResourceQuota", True)
LIMITS = Mapping("", "v1", "limitranges", "LimitRange", True)


async def describe(subject: Subject) -> None:
    """Describe a namespace with its quotas and limits."""
    text = subject.text
    quotas, limits = await _listed(subject, QUOTAS), await _listed(subject, LIMITS)
    text.field("Name", subject.name)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.field("Status", subject.status.get("phase") or "")
    if not subject.classic:
        write_transitions(text, subject.status.get("conditions"))
    if quotas is not None:
        text.line()
        write_quotas(text, quotas)
    if limits is not None:
        text.line()
        write_limits(text, limits)


async def _listed(subject: Subject, mapping: Mapping) -> list[dict[str, Any]] | None:
    """The objects in the namespace; None where the server has no such kind."""
    try:
        return await subject.listed(mapping, subject.name)
    except StatusError as wrong:
        if wrong.reason == "NotFound":
            return None
        raise
