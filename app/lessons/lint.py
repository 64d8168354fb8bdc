"""What can be said about lessons without running them: errors, and what an author should look at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from app.cluster.api.registry import built_in
from app.lessons.check import Check
from app.lessons.errors import LessonError, suggestion
from app.lessons.model import BrokenLesson, Catalogue, Lesson

_TYPE_KEYS = ("resource", "resources", "no resource", "names")


def lint(catalogue: Catalogue) -> tuple[list[LessonError], list[LessonError]]:
    """Errors and warnings of every file, in the files' order."""
    warnings: list[LessonError] = []
    for lesson in catalogue.lessons():
        if not isinstance(lesson, BrokenLesson):
            warnings += [*lesson.untranslated, *lesson.warnings, *_advice(lesson)]
    return sorted(set(catalogue.errors())), sorted(set(warnings))


def _advice(lesson: Lesson) -> Iterator[LessonError]:
    file = f"lessons/{lesson.id}/lesson.yaml"
    uses_nodes = any(_uses_nodes(lesson)) or any(action.skipped for step in lesson.steps for action in step.solution)
    if any(_uses_nodes(lesson)) and "stop node" not in lesson.offers:
        yield LessonError(
            file, 1, "a solution switches a node off, but learners have no button for it", "offers: [stop node]"
        )
    if lesson.offers and not uses_nodes and "stop node" in lesson.offers:
        yield LessonError(
            file, 1, "no step needs the button `stop node`", "take it out of `offers`, or use it in a solution"
        )
    for step in lesson.steps:
        for check in step.checks:
            yield from _unknown_types(check)
            if check.hint is None:
                yield LessonError(
                    check.file, check.line, "this check has no hint", "add `hint:` for those who are stuck"
                )


def _uses_nodes(lesson: Lesson) -> Iterator[bool]:
    for step in lesson.steps:
        for action in step.solution:
            yield action.stop_node is not None or action.stop_node_of is not None


def _unknown_types(check: Check) -> Iterator[LessonError]:
    for inner in check.spec.get("any of", ()) or check.spec.get("all of", ()):
        yield from _unknown_types(inner)
    for key in _TYPE_KEYS:
        found = check.spec.get(key)
        if found and found[0].partition(".")[0].lower() not in type_names():
            message = f"{found[0]!r} is no kind of object that every cluster has"
            yield LessonError(check.file, check.line, message, suggestion(found[0].lower(), type_names()))


@cache
def type_names() -> frozenset[str]:
    """Every word that names a built-in kind: plural, singular, short, kind."""
    kinds = built_in().values()
    return frozenset(
        name for kind in kinds for name in (kind.plural, kind.singular, kind.kind.lower(), *kind.short_names) if name
    )
