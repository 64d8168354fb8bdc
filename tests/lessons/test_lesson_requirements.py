"""What a lesson builds on, its course's place in the catalogue, and what else stands at the top of its file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

import pytest

from app.labs.headless import open_lab
from app.labs.progress import Progress
from app.lessons.lint import lint
from app.lessons.loader import load_catalogue
from app.lessons.model import BrokenLesson, Lesson
from app.lessons.requirements import lessons_of, required
from app.lessons.verify import verify

HEAD = 'title: x\ndescription: x\nrelease: "1.36"\nminutes: 5\nnodes: [controlplane]\n'
STEP = """\
steps:
  - id: look
    checks:
      - says: web is there
        hint: [first, {en: second, ja: 二番目}]
        resource: deployment/web
    solution: [kubectl create deployment web --image=nginx]
    unless:
      - {says: "You took `kubectl run`. Take it back.", ran: kubectl run}
      - {says: There is a pod in front of it., resource: pod/web, is: {spec: {nodeName: {is present: true}}}}
"""


def write(place: Path, lesson_id: str, more: str = "", steps: str = STEP, course: str = "") -> None:
    folder = place / "lessons" / lesson_id
    folder.mkdir(parents=True)
    (folder / "lesson.yaml").write_text(HEAD + more + steps)
    (folder / "look.en.md").write_text("# Look\n\nLook.\n")
    if course or not (folder.parent / "course.yaml").exists():
        (folder.parent / "course.yaml").write_text(f"title: x\ndescription: x\nlanguages: [en]\n{course}")


def errors(place: Path) -> list[str]:
    return [str(error) for error in lint(load_catalogue([place / "lessons"]))[0]]


def test_courses_have_an_order(tmp_path: Path) -> None:
    for name, order in {"a": "", "b": "order: 20\n", "c": "order: 3\n", "d": ""}.items():
        write(tmp_path, f"{name}/01-x", course=order)
    assert [course.id for course in load_catalogue([tmp_path / "lessons"]).courses] == ["c", "b", "a", "d"]


def test_a_lesson_builds_on_others(tmp_path: Path) -> None:
    write(tmp_path, "a/01-x")
    write(tmp_path, "a/02-y", "requires: [a/01-x]\n")
    write(tmp_path, "b/01-x", "requires: [a/02-y, a]\n", course="requires: [a]\n")
    catalogue = load_catalogue([tmp_path / "lessons"])
    last = catalogue.lesson("b/01-x")
    assert isinstance(last, Lesson)
    assert [one.id for one in required(last, catalogue)] == ["a", "a/02-y"]
    assert lessons_of("a", catalogue) == ("a/01-x", "a/02-y")
    assert errors(tmp_path) == []


@pytest.mark.parametrize(
    ("requires", "error"),
    [
        ("a/01-y", "lessons/a/01-x/lesson.yaml:6: there is no lesson or course 'a/01-y'; did you mean 'a/01-x'?"),
        ("a/01-x", "lessons/a/01-x/lesson.yaml:6: what this asks for asks for it in turn: a/01-x -> a/01-x; "
                   "take one of them out of `requires`"),
        ("a", "lessons/a/01-x/lesson.yaml:6: what this asks for asks for it in turn: a/01-x -> a/01-x; "
              "take one of them out of `requires`"),
        ("b/01-x", "lessons/a/01-x/lesson.yaml:6: what this asks for asks for it in turn: a/01-x -> b/01-x -> a/01-x; "
                   "take one of them out of `requires`"),
        ("A lesson", "lessons/a/01-x/lesson.yaml:6: 'A lesson' is not written as it should be; "
                     "for example: kubernetes-basics, or kubernetes-basics/02-deploy-an-app"),
    ],
)  # fmt: skip
def test_requirements_that_cannot_be_met(tmp_path: Path, requires: str, error: str) -> None:
    write(tmp_path, "a/01-x", f"requires: [{requires}]\n")
    write(tmp_path, "b/01-x", course="requires: [a/01-x]\n")
    assert error in errors(tmp_path)


def test_hints_unfold_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, "a/01-x")
    lesson = load_catalogue([tmp_path / "lessons"]).lesson("a/01-x")
    assert isinstance(lesson, Lesson)
    assert [hint.text("ja") for hint in lesson.steps[0].checks[0].hints] == ["first", "二番目"]


def test_the_clock_has_a_speed(tmp_path: Path) -> None:
    write(tmp_path, "a/01-x", "clock: 10\n")
    write(tmp_path, "a/02-y", "clock: 0\n")
    catalogue = load_catalogue([tmp_path / "lessons"])
    fast, wrong = catalogue.lesson("a/01-x"), catalogue.lesson("a/02-y")
    assert isinstance(fast, Lesson) and isinstance(wrong, BrokenLesson)
    assert fast.clock == 10
    assert "lesson.yaml:6: a whole number from 1 to 60 is expected here" in wrong.reason


def test_a_step_fails_while_something_wrong_is_so(tmp_path: Path) -> None:
    write(tmp_path, "a/01-x")
    lesson = load_catalogue([tmp_path / "lessons"]).lesson("a/01-x")
    assert isinstance(lesson, Lesson)

    async def act() -> list[tuple[str, bool]]:
        progress, found = Progress(lesson), []
        async with open_lab(lesson) as lab:
            lab.begin_step(lesson.steps[0])
            for line in ("kubectl create deployment web --image=nginx", "kubectl run x --image=nginx",
                         "kubectl run web --image=nginx", "kubectl delete pod web"):  # fmt: skip
                await lab.type(1, line)
                await lab.advance(2)
                progress.forget()
                await progress.ask(lab.evidence())
                found.append((progress.views()[0].failed.get("en", ""), progress.ready()))
        return found

    used = "You took kubectl run. Take it back."
    assert asyncio.run(act()) == [("", True), (used, False), (used, False), (used, False)]


def test_a_step_that_fails_as_it_is_solved_is_no_step(tmp_path: Path) -> None:
    write(tmp_path, "a/01-x", steps=STEP.replace("ran: kubectl run}", "ran: kubectl create deployment}"))
    lesson = load_catalogue([tmp_path / "lessons"]).lesson("a/01-x")
    assert isinstance(lesson, Lesson)
    report = asyncio.run(verify(lesson, open_lab, perf_counter))
    assert [problem.partition(": ")[2] for problem in report.steps[0].problems] == [
        "fails the step although it was solved as its solution says: You took `kubectl run`. Take it back."
    ]
