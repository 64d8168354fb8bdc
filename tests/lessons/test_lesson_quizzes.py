"""Questions: one of several choices, any number of them, or a text."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lesson_world import World, check, verdict

from app.labs.headless import open_lab
from app.labs.progress import Progress
from app.labs.views import RefusedError
from app.lessons.loader import load_lesson
from app.lessons.model import BrokenLesson, Lesson
from app.lessons.quiz import quiz_of
from app.lessons.verify import verify

CHOICES = "choices: {pod: A pod, set: A set, node: A node}\n"
ONE = "says: Which?\nanswer: set\n" + CHOICES + "wrong: {pod: It is counted., node: It runs them.}"
MANY = "says: Which?\nanswer: [pod, set]\n" + CHOICES + "wrong: {'*': Not all of these.}"


def said(text: str, *given: str) -> tuple[bool, str | None]:
    found = verdict(text, World(answered={"Which?": given}))
    return found.ok, found.why and str(found.why)


def test_one_choice() -> None:
    assert said(ONE, "set") == (True, None)
    assert [said(ONE, name) for name in ("pod", "node")] == [(False, "It is counted."), (False, "It runs them.")]
    explained = ONE + "\nexplanation: It counts pods."
    assert said(explained, "set") == (True, "It counts pods.")


def test_several_choices() -> None:
    assert said(MANY, "pod", "set") == said(MANY, "set", "pod") == (True, None)
    assert said(MANY, "pod") == (False, "That is right, but there is more to choose.")
    assert said(MANY, "node") == said(MANY, "pod", "set", "node") == (False, "Not all of these.")
    assert said(MANY.replace("'*'", "node"), "pod", "node") == (False, "Not all of these.")


def test_the_page_knows_choices_by_their_places() -> None:
    one, many = quiz_of(check(ONE).spec), quiz_of(check(MANY).spec)
    text = quiz_of(check("says: Which?\nanswer: a").spec)
    assert (one.kind, many.kind, text.kind) == ("one", "many", "text")
    assert one.read(["2"]) == ("set",)
    assert many.read(["3", "1", "1"]) == ("pod", "node")
    assert many.shown(("pod", "node")) == ("1", "3")
    assert text.read([" a b "]) == ("a b",)
    assert [one.read(given) for given in ([], ["4"], ["set"], ["1", "2"], ["0"])] == [None] * 5
    assert [text.read(given) for given in ([], [" "], ["a", "b"])] == [None] * 3


LESSON = """\
title: x
description: x
release: "1.36"
minutes: 5
nodes: [controlplane]
steps:
  - id: ask
    checks:
      - says: Which?
        answer: set
        choices: {pod: A pod, set: A set}
        wrong: {pod: It is counted.}
      - {says: How many?, answer: "3", wrong: {"1": That is the number of nodes.}}
"""


def lesson_of(tmp_path: Path, text: str = LESSON) -> Lesson | BrokenLesson:
    folder = tmp_path / "lessons" / "course" / "01-x"
    folder.mkdir(parents=True)
    (folder / "lesson.yaml").write_text(text)
    (folder / "ask.en.md").write_text("# Ask\n")
    return load_lesson(folder, "course", ("en",))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("answer: set", "answer: sets", "lesson.yaml:10: there is no choice 'sets'; choices are: pod, set"),
        ("{pod: It", "{pods: It", "lesson.yaml:12: there is no choice 'pods'; choices are: pod, set"),
        ("{pod: It", "{set: It", "lesson.yaml:12: 'set' is a right answer; take it out here, or under `answer`"),
        (
            '{"1": That',
            '{"３": That',
            "lesson.yaml:13: '３' is a right answer; take it out here, or under `answer`",
        ),
        (
            "{pod: A pod, set: A set}",
            "{set: A set}",
            "lesson.yaml:11: there is nothing to choose from; write two choices at least, or none for a text",
        ),
        ("answer: set", "answer: []", "lesson.yaml:10: no answer is right here; write at least one"),
    ],
)
def test_mistakes_in_questions(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = lesson_of(tmp_path, LESSON.replace(old, new, 1))
    assert isinstance(found, BrokenLesson)
    assert message in [str(error).rpartition("/")[2] for error in found.errors]


def test_a_question_is_never_inside_another_check(tmp_path: Path) -> None:
    found = lesson_of(tmp_path, LESSON + "      - {says: x, any of: [{answer: set}]}\n")
    assert isinstance(found, BrokenLesson)
    assert "`answer` stands alone" in found.reason


def test_a_lesson_of_questions_is_proven_without_a_solution(tmp_path: Path) -> None:
    found = lesson_of(tmp_path)
    report = asyncio.run(verify(found, open_lab, lambda: 0.0))
    assert report.ok, report


def test_progress_keeps_answers(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path)
    assert isinstance(lesson, Lesson)
    progress, world = Progress(lesson), World()

    def answer(index: int, *given: str) -> None:
        question, names = progress.answer("ask", index, given)
        world.answered[question] = names
        progress.forget()
        asyncio.run(progress.ask(world))

    answer(0, "1")
    view = progress.views()[0].checks[0]
    assert (view.passed, view.given, view.why["en"]) == (False, ("1",), "It is counted.")
    for index, given in ((2, "1"), (0, "3")):
        with pytest.raises(RefusedError):
            progress.answer("ask", index, [given])
    answer(0, "2")
    answer(1, " 3 ")
    progress.next("ask")
    again = Progress(lesson)
    again.restore(progress.snapshot())
    assert [(view.passed, view.given) for view in again.views()[0].checks] == [(True, ("2",)), (True, ("3",))]
    with pytest.raises(RefusedError):
        progress.answer("ask", 0, ["1"])
