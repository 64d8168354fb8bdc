"""What should have been done before a lesson: whether that is there, and whether it goes in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.lessons.errors import LessonError, suggestion
from app.lessons.model import BrokenLesson, Catalogue, Course, Lesson, Requirement

Graph = Mapping[str, frozenset[str]]  # lesson -> the lessons that it asks for


def required(lesson: Lesson, catalogue: Catalogue) -> tuple[Requirement, ...]:
    """What a lesson builds on: its course's wishes first, then its own, each once."""
    course = catalogue.course(lesson.course)
    found: dict[str, Requirement] = {}
    for one in (*(course.requires if course else ()), *lesson.requires):
        found.setdefault(one.id, one)
    return tuple(found.values())


def lessons_of(wanted: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of the lessons that a requirement stands for; none where it stands for nothing."""
    course = catalogue.course(wanted)
    if course is not None:
        return tuple(lesson.id for lesson in course.lessons)
    return tuple(lesson.id for lesson in catalogue.lessons() if lesson.id == wanted)


def problems(catalogue: Catalogue) -> Iterator[LessonError]:
    """Requirements that name nothing, or that cannot all be met: whoever asks for them is asked for by them."""
    known = [course.id for course in catalogue.courses] + [lesson.id for lesson in catalogue.lessons()]
    graph = _graph(catalogue)
    for file, owners, one in _asked(catalogue):
        targets = lessons_of(one.id, catalogue)
        if not targets:
            yield LessonError(file, one.line, f"there is no lesson or course {one.id!r}", suggestion(one.id, known))
        elif circle := next(filter(None, (_way(graph, target, owners) for target in targets)), None):
            shown = " -> ".join([*circle, circle[0]])
            yield LessonError(file, one.line, f"what this asks for asks for it in turn: {shown}",
                              "take one of them out of `requires`")  # fmt: skip


def _asked(catalogue: Catalogue) -> Iterator[tuple[str, frozenset[str], Requirement]]:
    """Each requirement: the file that has it, and the lessons for which it holds."""
    for course in catalogue.courses:
        for one in course.requires:
            yield f"lessons/{course.id}/course.yaml", frozenset(lesson.id for lesson in course.lessons), one
        for lesson in course.lessons:
            for one in () if isinstance(lesson, BrokenLesson) else lesson.requires:
                yield f"lessons/{lesson.id}/lesson.yaml", frozenset({lesson.id}), one


def _graph(catalogue: Catalogue) -> Graph:
    return {
        lesson.id: frozenset(target for one in _of(course, lesson) for target in lessons_of(one.id, catalogue))
        for course in catalogue.courses
        for lesson in course.lessons
    }


def _of(course: Course, lesson: Lesson | BrokenLesson) -> tuple[Requirement, ...]:
    return course.requires + (() if isinstance(lesson, BrokenLesson) else lesson.requires)


def _way(graph: Graph, start: str, goals: frozenset[str]) -> list[str]:
    """The lessons on a way from one to any of the goals, the goal first; empty where there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] in goals:
            return [way[-1], *way[:-1]]
        for following in sorted(graph[way[-1]] - seen):
            seen.add(following)
            ways.append([*way, following])
    return []
