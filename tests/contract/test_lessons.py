"""Every lesson can be solved as its file says: each check is false before its step's solution and true after it."""

from __future__ import annotations

import asyncio
import time

import pytest

from app.cli.serve import bundled
from app.labs.headless import open_lab
from app.lessons.loader import load_catalogue
from app.lessons.verify import verify

CATALOGUE = load_catalogue([bundled("lessons")])
LESSONS = {lesson.id: lesson for lesson in CATALOGUE.lessons()}


def test_there_are_lessons():
    assert LESSONS
    assert CATALOGUE.errors() == []


@pytest.mark.parametrize("name", sorted(LESSONS))
def test_a_lesson_verifies(name):
    report = asyncio.run(verify(LESSONS[name], open_lab, time.perf_counter))
    assert report.ok, report
