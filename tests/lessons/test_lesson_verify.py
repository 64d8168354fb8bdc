"""The proof of a lesson, driven through a lab that only remembers what is done to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

from lesson_world import World, obj, program, ran

from app.lessons.junit import junit
from app.lessons.loader import load_lesson
from app.lessons.model import BrokenLesson, Lesson, Step
from app.lessons.verify import LessonReport, verify

LESSON = """\
title: x
description: x
release: 1.36
minutes: 5
terminals: 2
nodes: [controlplane, node01]
steps:
  - id: proxy
    checks:
      - {says: the proxy runs, running: kubectl proxy}
      - {says: you looked, ran: kubectl get pods}
    solution:
      - {type: kubectl proxy, terminal: 2}
      - kubectl get po
  - id: node
    checks:
      - {says: the node is down, resource: node/node01, is: {status: {phase: Down}}}
      - {says: no proxy, any of: [{ran: kubectl proxy}]}
    solution:
      - {press: ctrl-c, terminal: 2}
      - stop node of: app=web
      - wait: 40s
"""


class Lab(World):
    """Nodes go down thirty seconds after they are switched off."""

    log: list[str]

    def evidence(self) -> World:
        return self

    def begin_step(self, step: Step) -> None:
        self.commands.clear()
        self.log = [*getattr(self, "log", []), step.id]

    async def type(self, terminal: int, line: str) -> None:
        self.log.append(f"{terminal}> {line}")
        if line == "kubectl proxy":
            self.running.append(program(line, terminal))
        else:
            self.commands.append(ran(line, 1 if "nope" in line else 0, terminal=terminal))

    async def press(self, terminal: int, key: str) -> None:
        self.log.append(f"{terminal}: {key}")
        self.commands += [ran(" ".join(found.argv), 130, terminal=terminal) for found in self.running]
        self.running.clear()

    async def answer(self, question: str, given: tuple[str, ...]) -> None:
        self.answered[question] = given

    async def advance(self, seconds: float) -> None:
        self.log.append(f"+{seconds:g}")
        self.stored = [{**found, "status": {"phase": "Down"}} if found.get("off") else found for found in self.stored]

    async def stop_node(self, name: str) -> None:
        self.log.append(f"off {name}")
        self.stored = [{**found, "off": True} if found["metadata"]["name"] == name else found for found in self.stored]

    async def start_node(self, name: str) -> None:
        raise AssertionError(name)


def lesson_of(tmp_path: Path, text: str = LESSON) -> Lesson | BrokenLesson:
    folder = tmp_path / "lessons" / "course" / "01-x"
    folder.mkdir(parents=True)
    (folder / "lesson.yaml").write_text(text)
    for step in ("proxy", "node"):
        (folder / f"{step}.en.md").write_text(f"# {step}\n")
    return load_lesson(folder, "course", ("en",))


def prove(lesson: Lesson | BrokenLesson) -> tuple[LessonReport, Lab]:
    lab = Lab(stored=[obj("Node", "node01"), obj("Pod", "web", labels={"app": "web"}, spec={"nodeName": "node01"})])

    @asynccontextmanager
    async def open_lab(_lesson: Lesson) -> AsyncIterator[Lab]:
        yield lab

    ticks = count()
    return asyncio.run(verify(lesson, open_lab, lambda: float(next(ticks)))), lab


def test_a_sound_lesson_is_proven(tmp_path: Path) -> None:
    report, lab = prove(lesson_of(tmp_path))
    assert report.ok, report
    assert [(step.id, step.checks, step.problems) for step in report.steps] == [("proxy", 2, ()), ("node", 2, ())]
    assert lab.log == ["proxy", "2> kubectl proxy", "1> kubectl get po", "node", "2: ctrl-c", "off node01", "+40"]


def test_checks_that_hold_too_early_and_checks_that_never_hold(tmp_path: Path) -> None:
    text = LESSON.replace("resource: node/node01, is: {status: {phase: Down}}", "resource: node/node01").replace(
        "kubectl get po\n", "kubectl get svc\n"
    )
    report, _ = prove(lesson_of(tmp_path, text))
    assert not report.ok
    assert [step.problems for step in report.steps] == [
        (
            "lessons/course/01-x/lesson.yaml:11: does not hold after the solution: you looked "
            "(kubectl get svc comes close, but it is about another kind of object.)",
        ),
        ("lessons/course/01-x/lesson.yaml:17: holds already before the solution: the node is down",),
    ]


def test_a_node_that_no_pod_runs_on_cannot_be_switched_off(tmp_path: Path) -> None:
    report, _ = prove(lesson_of(tmp_path, LESSON.replace("app=web", "app=api")))
    assert report.steps[1].problems[0] == "node: no pod with these labels runs on a node that could be switched off"


def test_commands_of_a_solution_must_succeed_unless_their_failure_is_the_point(tmp_path: Path) -> None:
    text = LESSON.replace("      - kubectl get po\n", "      - kubectl get po\n      - kubectl get nope\n")
    report, _ = prove(lesson_of(tmp_path / "a", text))
    assert report.steps[0].problems == ("proxy: a command of the solution ended with exit status 1: kubectl get nope",)
    meant = text.replace(
        "kubectl get pods}", "kubectl get pods}\n      - {says: fails, ran: kubectl get nope, exit: fails}"
    )
    report, _ = prove(lesson_of(tmp_path / "b", meant))
    assert report.ok
    inside = text.replace(
        "kubectl get pods}", "kubectl get pods}\n      - {says: fails, any of: [{ran: kubectl get nope, exit: fails}]}"
    )
    report, _ = prove(lesson_of(tmp_path / "c", inside))
    assert report.ok


def test_broken_and_untranslated_lessons_fail(tmp_path: Path) -> None:
    report, _ = prove(lesson_of(tmp_path, "titel: x"))
    assert not report.ok
    assert report.problems[0].startswith("lessons/course/01-x/lesson.yaml:1: ")
    good = load_lesson(tmp_path / "lessons" / "course" / "01-x", "course", ("en", "ja"))
    assert isinstance(good, BrokenLesson)
    (tmp_path / "lessons" / "course" / "01-x" / "lesson.yaml").write_text(LESSON)
    report, _ = prove(load_lesson(tmp_path / "lessons" / "course" / "01-x", "course", ("en", "ja")))
    assert "lessons/course/01-x/proxy.ja.md:1: there is no such text; translate proxy.en.md" in report.problems


def test_reports_as_junit(tmp_path: Path) -> None:
    report, _ = prove(lesson_of(tmp_path, LESSON.replace("app=web", "app=api")))
    suite = ElementTree.fromstring(junit([report]).encode())[0]
    assert suite.attrib | {"time": ""} == {"name": "course/01-x", "tests": "3", "failures": "1", "time": ""}
    assert [(case.get("name"), len(case)) for case in suite] == [("lesson", 0), ("proxy", 0), ("node", 1)]
