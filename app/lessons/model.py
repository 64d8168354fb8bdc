"""What a catalogue of lessons is made of. Everything here is read only; `loader.py` makes it from files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.lessons.check import Check
from app.lessons.errors import LessonError
from app.lessons.markdown import render
from app.lessons.text import Text


@dataclass(frozen=True)
class Body:
    """A Markdown text per language."""

    text: Text

    def html(self, language: str) -> str:
        """Safe HTML in a language, or in English where it is not translated."""
        return render(self.text.text(language), language)


@dataclass(frozen=True)
class Node:
    """A node of the lesson's cluster; taints as `key=value:Effect` or `key:Effect`."""

    name: str
    role: str = ""
    cpu: str = "1"
    memory: str = "3840Mi"
    taints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Type:
    """A line is typed into a terminal."""

    line: str
    terminal: int = 1


@dataclass(frozen=True)
class Press:
    """A key is pressed in a terminal: `ctrl-c`."""

    key: str
    terminal: int = 1


@dataclass(frozen=True)
class Wait:
    """Time passes, in seconds; `skipped`: by the fast-forward button."""

    seconds: float
    skipped: bool = False


@dataclass(frozen=True)
class StopNode:
    """A node's machine is switched off: a node by name, or the one on which a pod with such labels runs."""

    name: str = ""
    of_pod: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class StartNode:
    """A node's machine is switched on again; without a name, every one that is off."""

    name: str = ""


Action = Type | Press | Wait | StopNode | StartNode


@dataclass(frozen=True)
class Step:
    """A step of a lesson."""

    id: str
    title: Text
    body: Body
    checks: tuple[Check, ...]
    solution: tuple[Action, ...]
    explanation: Body | None
    line: int = 1


@dataclass(frozen=True)
class Lesson:
    """A lesson that can be taken. `id` is `<course>/<nn>-<name>`, `path` its folder.

    `release` is what learners see: `1.36`, or `1.8` (kubectl 1.8 against a 1.5 cluster). `offers` are the buttons that
    the page shows beside the terminals. `languages` are complete, or fall back to English where `untranslated` says so.
    """

    id: str
    course: str
    path: Path
    title: Text
    summary: Text
    release: str
    level: str
    minutes: int
    terminals: int
    nodes: tuple[Node, ...]
    offers: frozenset[str]
    intro: Body | None
    steps: tuple[Step, ...]
    finish: Body | None
    languages: tuple[str, ...]
    untranslated: tuple[LessonError, ...] = ()
    warnings: tuple[LessonError, ...] = ()

    def step(self, step_id: str) -> Step | None:
        """A step by its id."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True)
class BrokenLesson:
    """A lesson that cannot be taken, and why."""

    id: str
    course: str
    path: Path
    title: Text
    errors: tuple[LessonError, ...]


@dataclass(frozen=True)
class Course:
    """Lessons in their order. `errors` are about the course's own file."""

    id: str
    title: Text
    summary: Text
    languages: tuple[str, ...]
    lessons: tuple[Lesson | BrokenLesson, ...]
    errors: tuple[LessonError, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Every course there is. `problems` are about folders that could not be read."""

    courses: tuple[Course, ...] = ()
    problems: tuple[LessonError, ...] = field(default=())

    def course(self, course_id: str) -> Course | None:
        """A course by its id."""
        return next((course for course in self.courses if course.id == course_id), None)

    def lessons(self) -> Iterator[Lesson | BrokenLesson]:
        """Every lesson of every course."""
        for course in self.courses:
            yield from course.lessons

    def lesson(self, lesson_id: str) -> Lesson | BrokenLesson | None:
        """A lesson by its id."""
        return next((lesson for lesson in self.lessons() if lesson.id == lesson_id), None)

    def errors(self) -> list[LessonError]:
        """Everything that is wrong with any file."""
        found = list(self.problems)
        for course in self.courses:
            found += course.errors
            for lesson in course.lessons:
                found += lesson.errors if isinstance(lesson, BrokenLesson) else ()
        return found
