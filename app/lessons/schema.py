"""The lesson format as JSON Schema, from the same declarations that read lessons: editors complete from it.

Looser than the reader: where an answer takes more than a schema can say (commands, patterns), any value passes.
"""

from __future__ import annotations

from typing import Any

from app.lessons.checks import fields_of, kinds
from app.lessons.format import COURSE_FIELDS, LESSON_FIELDS
from app.lessons.reading import schema_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXTS = ("none", "says", "perhaps")


def lesson_schema() -> dict[str, Any]:
    """What a lesson.yaml may be."""
    inner = {f"check-{texts}": _check(texts) for texts in TEXTS}
    definitions = {"check": _check("all"), **inner}
    return {"$schema": DRAFT, "title": "Kubekata lesson", **schema_of(LESSON_FIELDS), "$defs": definitions}


def course_schema() -> dict[str, Any]:
    """What a course.yaml may be."""
    return {"$schema": DRAFT, "title": "Kubekata course", **schema_of(COURSE_FIELDS)}


def _check(texts: str) -> dict[str, Any]:
    found = [schema_of(fields_of(kind, texts)) for kind in kinds().values() if texts == "all" or not kind.alone]
    return {"type": "object", "anyOf": found}
