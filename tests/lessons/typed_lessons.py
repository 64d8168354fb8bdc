"""Bundled lessons, typed in real labs in other ways than their solutions."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.labs.headless import Headless, open_lab
from app.lessons.loader import load_catalogue
from app.lessons.model import Lesson

CATALOGUE = load_catalogue([Path(__file__).resolve().parents[2] / "lessons"])

Act = tuple[str, list[str]]  # a step's id, and what is typed into terminal 1


def lesson(lesson_id: str) -> Lesson:
    """A lesson of ours."""
    found = CATALOGUE.lesson(lesson_id)
    assert isinstance(found, Lesson)
    return found


async def _holding(lab: Headless, lesson_id: str, step_id: str, lines: list[str]) -> list[bool]:
    """Type lines into terminal 1, wait a minute, and look at a step's checks."""
    step = lesson(lesson_id).step(step_id)
    assert step is not None
    lab.begin_step(step)
    for line in lines:
        for part in line.split("\n"):
            await lab.type(1, part)
            for check in step.checks:  # a lab looks whenever something has changed
                await check.holds(lab.evidence())
    await lab.advance(60)
    return [(await check.holds(lab.evidence())).ok for check in step.checks if check.kind.name != "answer"]


async def _session(lesson_id: str, acts: list[Act]) -> list[list[bool]]:
    async with open_lab(lesson(lesson_id)) as lab:
        return [await _holding(lab, lesson_id, step_id, lines) for step_id, lines in acts]


def held(lesson_id: str, acts: list[Act]) -> list[list[bool]]:
    """One fresh lab: which checks of each step, questions aside, hold once its lines are typed."""
    return asyncio.run(_session(lesson_id, acts))


def all_hold(lesson_id: str, acts: list[Act]) -> bool:
    """Whether all of them do; says which do not."""
    found = held(lesson_id, acts)
    assert found == [[True] * len(checks) for checks in found], dict(
        zip([step for step, _ in acts], found, strict=True)
    )
    return True


async def _told(lesson_id: str, step_id: str, line: str, place: int) -> str:
    async with open_lab(lesson(lesson_id)) as lab:
        await _holding(lab, lesson_id, step_id, [line])
        step = lesson(lesson_id).step(step_id)
        assert step is not None
        verdict = await step.checks[place].holds(lab.evidence())
        return "" if verdict.ok or verdict.why is None else verdict.why.text("en")


def told(lesson_id: str, step_id: str, line: str, place: int = 0) -> str:
    """What learners are told of a step's check, in a fresh lab, once a line is typed."""
    return asyncio.run(_told(lesson_id, step_id, line, place))
