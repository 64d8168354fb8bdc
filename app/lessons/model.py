"""What a catalogue of lessons is made of. Everything here is read only; `loader.py` makes it from files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.lessons.check import Check
from app.lessons.errors import LessonError
from app.lessons.images import OwnImage
from app.lessons.markdown import render
from app.lessons.text import Text
from app.lessons.variables import Variable, variables

__all__ = [
    "Action", "Body", "BrokenLesson", "Catalogue", "Check", "Course", "Lesson", "LessonError", "Node", "Requirement",
    "Step",
]  # fmt: skip


@dataclass(frozen=True)
class Body:
    """A Markdown text per language. `pictures` is the address below which the pictures are found that it names."""

    text: Text
    pictures: str = ""

    def html(self, language: str) -> str:
        """Safe HTML in a language, or in English where it is not translated."""
        return render(self.text.text(language), language, self.pictures)


@dataclass(frozen=True)
class Node:
    """A node of the lesson's cluster; taints as `key=value:Effect` or `key:Effect`."""

    name: str
    role: str = ""
    cpu: str = "1"
    memory: str = "3840Mi"
    taints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Requirement:
    """What should have been done before: the id of a lesson or a course. `line` says where it is asked for."""

    id: str
    line: int = 1


@dataclass(frozen=True)
class HostFile:
    """A file that a machine has at the start: `source` in the lesson's folder, `to` on the learner's host or a node."""

    source: Path
    to: str
    mode: int = 0o644
    node: str = ""


@dataclass(frozen=True)
class Action:
    """One thing that a solution does; exactly one of the fields after `terminal` is set.

    `text` is typed with Enter after it, `press` is a key, `wait` seconds that pass (`skipped`: with the button).
    `stop_node` and `start_node` name a machine; `stop_node_of` is the labels of a pod whose node is switched off.
    `script` runs unseen on the host, where an author has a script that solves a step.
    """

    terminal: int = 1
    text: str | None = None
    press: str | None = None
    wait: float | None = None
    stop_node: str | None = None
    stop_node_of: tuple[tuple[str, str], ...] | None = None
    start_node: str | None = None
    script: str | None = None
    skipped: bool = False

    @property
    def says(self) -> Text | None:
        """What learners do on the page for it; None for what happens in a terminal."""
        if self.stop_node is not None:
            return _button("Switch off the node {0}.", "ノード {0} の電源を切ります。", self.stop_node)
        if self.start_node is not None:
            return _button("Switch on the node {0}.", "ノード {0} の電源を入れます。", self.start_node)
        if self.stop_node_of is not None:
            labels = ",".join(f"{key}={value}" for key, value in self.stop_node_of)
            return _button("Switch off the node on which the pod with {0} runs.",
                           "{0} の Pod が動いているノードの電源を切ります。", labels)  # fmt: skip
        if self.script is not None:
            return Text({"en": "A script of the author's does the rest.", "ja": "残りは作者のスクリプトが行います。"})
        if self.skipped:
            return _button(
                "Let the lab's clock jump {0} seconds ahead.", "ラボの時計を {0} 秒進めます。", f"{self.wait:g}"
            )
        return None


def _button(english: str, japanese: str, word: str) -> Text:
    return Text({"en": english.format(word), "ja": japanese.format(word)})


@dataclass(frozen=True)
class Step:
    """A step of a lesson. When it opens, `background` runs unseen on the host, and `foreground` is typed into terminal
    1 at the same time. While one of the checks in `unless` holds, it has failed.
    """

    id: str
    title: Text
    body: Body
    checks: tuple[Check, ...]
    solution: tuple[Action, ...]
    explanation: Body | None
    line: int = 1
    background: str = ""
    foreground: str = ""
    unless: tuple[Check, ...] = ()

    def variables(self) -> list[Variable]:
        """Those of all its texts and of its solution, in every language."""
        bodies = [body.text for body in (self.body, self.explanation) if body is not None]
        short = [text for check in self.checks for text in (check.says, *check.hints)]
        words = [words for text in (*bodies, *short) for words in text.by_language.values()]
        typed = [action.text for action in self.solution if action.text is not None]
        answers = [word for check in self.checks if check.kind.name == "answer" for word in check.spec["answer"][0]]
        return variables("\n".join([*words, *typed, *answers]))

    def html(self, language: str) -> str:
        """The step's text as safe HTML."""
        return self.body.html(language)


@dataclass(frozen=True)
class Lesson:
    """A lesson that can be taken. `id` is `<course>/<nn>-<name>`, `path` its folder.

    `release` is what learners see: `1.36`, or `1.8` (kubectl 1.8 against a 1.5 cluster). `cluster` is kubeadm's,
    minikube's, or absent until `minikube start`. `offers` are the buttons that
    the page shows beside the terminals. `setup` are shell lines that the host runs, unseen, ten minutes before learners
    arrive, `images` those that only this lesson has, `files` what its machines have on their disks. `languages` are
    complete, or fall back to English where `untranslated` says so. An `origin` says where a lesson of another format
    came from: the commands of its solutions may be meant to fail. `requires` is what should be done before, `clock` how
    many times as fast as the wall's its clock goes.
    """

    id: str
    course: str
    path: Path
    title: Text
    description: Text
    release: str
    level: str
    minutes: int
    terminals: int
    nodes: tuple[Node, ...]
    offers: frozenset[str]
    steps: tuple[Step, ...]
    finish: Body | None
    languages: tuple[str, ...]
    cluster: str = "kubeadm"
    setup: tuple[str, ...] = ()
    images: tuple[OwnImage, ...] = ()
    files: tuple[HostFile, ...] = ()
    origin: str = ""
    requires: tuple[Requirement, ...] = ()
    clock: int = 1
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

    @property
    def reason(self) -> str:
        """Every error on a line of its own."""
        return "\n".join(map(str, self.errors))


@dataclass(frozen=True)
class Course:
    """Lessons in their order. `errors` are about the course's own file, `requires` holds for all its lessons."""

    id: str
    title: Text
    description: Text
    languages: tuple[str, ...]
    lessons: tuple[Lesson | BrokenLesson, ...]
    errors: tuple[LessonError, ...] = ()
    order: int | None = None
    requires: tuple[Requirement, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Every course there is. `problems` are about folders that could not be read.

    `made` knows lessons that no folder has: they are made from what their id says.
    """

    courses: tuple[Course, ...] = ()
    problems: tuple[LessonError, ...] = field(default=())
    made: Callable[[str], Lesson | None] = field(default=lambda lesson_id: None, compare=False)

    def course(self, course_id: str) -> Course | None:
        """A course by its id."""
        return next((course for course in self.courses if course.id == course_id), None)

    def lessons(self) -> Iterator[Lesson | BrokenLesson]:
        """Every lesson of every course."""
        for course in self.courses:
            yield from course.lessons

    def lesson(self, lesson_id: str) -> Lesson | BrokenLesson | None:
        """A lesson by its id."""
        found = next((lesson for lesson in self.lessons() if lesson.id == lesson_id), None)
        return found or self.made(lesson_id)

    def errors(self) -> list[LessonError]:
        """Everything that is wrong with any file."""
        found = list(self.problems)
        for course in self.courses:
            found += course.errors
            for lesson in course.lessons:
                found += lesson.errors if isinstance(lesson, BrokenLesson) else ()
        return found
