"""Whoever goes back to a step, does harm there, goes back again and plays on ends where all end who played straight."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from random import Random
from typing import Any

import pytest

from app.labs.driver import act_at_once
from app.labs.headless import Headless, open_lab
from app.labs.lab import Lab, decode, encode
from app.lessons.model import Lesson, Step
from app.lessons.quiz import quiz_of
from app.lessons.verify import PATIENCE, act
from tests.lessons.typed_lessons import CATALOGUE

LESSONS = [found for found in CATALOGUE.lessons() if isinstance(found, Lesson) and len(found.steps) > 1]
HARM = (
    "kubectl delete all,cm,secret,pvc,netpol --all --wait=false; kubectl delete ns shop office --wait=false",
    "kubectl cordon node01; rm -rf *; export POD_NAME=x NODE_PORT=y; cd /",
)
CHANCE = (  # what differs from one run to the next, and what is put in its place
    (r'"release": "[\w+/=]{200,}"', "release"),  # Helm packs times into what it remembers
    (r'"modifiedAt": "\d+"', "time"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "uid"),
    (r"[0-9a-f]{64}", "container"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "time"),
    (r"\b(10|172|192)(\.\d+){3}", "address"),
    (r"-[bcdfghjklmnpqrstvwxz2456789]{5}\b", "-pod"),
    (r"\bnode0\d\b", "node"),
    (r"\b3[0-2]\d{3}\b", "port"),
    (r"-29\d{6}\b", "-minute"),
    (r'(\\?"resourceVersion\\?": ?)\\?"\d+\\?"', r"\1"),
)
OF_CHANCE = {"resourceVersion", "managedFields", "generation", "creationTimestamp", "uid"}


def told(stored: dict[str, Any]) -> str:
    """An object without what chance and the clock have put into it."""
    metadata = {name: value for name, value in stored["metadata"].items() if name not in OF_CHANCE}
    status = stored.get("status")
    if isinstance(status, dict):
        status = {name: value for name, value in status.items() if name not in ("conditions", "observedGeneration")}
    text = json.dumps({**stored, "metadata": metadata, "status": status}, sort_keys=True)
    for expression, word in CHANCE:
        text = re.sub(expression, word, text)
    return text


async def world(headless: Headless) -> tuple[Counter[str], set[str], list[str]]:
    """A lab's objects but events and leases, the files of its learner, and its stopped nodes, once it is quiet."""
    await headless.advance(120)
    state = headless.lab.snapshot()
    objects = [one for _, resource, one in state["cluster"]["store"]["objects"] if resource not in ("events", "leases")]
    files = {path for path in state["host"]["files"] if path.startswith("/root/") and "/." not in path}
    return Counter(map(told, objects)), files, state["stopped nodes"]


async def solve(headless: Headless, step: Step) -> list[str]:
    """Play a step; what it says of the checks that do not hold after it."""
    await headless.run_scripts(step)
    headless.begin_step(step)
    for action in step.solution:
        await act(action, headless)
        for check in step.checks:
            await check.holds(headless.evidence())
    for check in step.checks:
        if check.kind.name == "answer":
            await headless.answer(check.spec["says"], quiz_of(check.spec).filled(headless.evidence()).solution())
    left: list[str] = []
    for pause in PATIENCE:
        await headless.advance(pause)
        left = [str(check.says) for check in step.checks if not (await check.holds(headless.evidence())).ok]
        if not left:
            break
    return left


async def returned(moment: bytes) -> Headless:
    lab = await Lab.restore(decode(moment))
    act_at_once(lab.clock)
    return Headless(lab)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_going_back_ends_where_going_straight_ends(lesson: Lesson) -> None:
    async def both_ways() -> None:
        beginnings = []
        async with open_lab(lesson) as lab:
            for step in lesson.steps:
                beginnings.append(encode(lab.lab.snapshot()))
                assert await solve(lab, step) == []
            straight = await world(lab)
        number = Random(lesson.id).randrange(1, len(lesson.steps))
        spoilt = await returned(beginnings[number])
        for line in HARM:
            await spoilt.type(1, line)
        await spoilt.lab.close()
        lab = await returned(beginnings[number])
        left = {step.id: await solve(lab, step) for step in lesson.steps[number:]}
        assert left == {step.id: [] for step in lesson.steps[number:]}
        objects, files, stopped = await world(lab)
        await lab.lab.close()
        assert (objects - straight[0], straight[0] - objects) == (Counter(), Counter())
        assert (files, stopped) == straight[1:]

    asyncio.run(both_ways())
