"""Free play: which choices there are, and what their labs hold."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import kubekata
from app.labs.headless import open_lab
from app.lessons.free_play import RELEASES, Choice, choice_of, free_lesson
from app.lessons.free_play.texts import WORKLOADS
from app.lessons.lint import warnings_of
from app.lessons.loader import load_catalogue
from app.lessons.model import Catalogue
from app.lessons.translations import lagging

ALL = [Choice(release, nodes, workload) for release in RELEASES for nodes in (1, 3) for workload in WORKLOADS]
THERE = [choice.lesson_id for choice in ALL if choice.is_there]


def test_what_there_is() -> None:
    assert [choice.lesson_id for choice in ALL if choice.nodes == 1 and choice.is_there] == [
        "play/1.36-1-none", "play/1.36-1-web", "play/1.36-1-guestbook", "play/1.36-1-trouble",
        "play/1.8-1-none", "play/1.8-1-web",
    ]  # fmt: skip


@pytest.mark.parametrize("lesson_id", THERE)
def test_its_texts_are_sound(lesson_id: str) -> None:
    lesson = free_lesson(lesson_id)
    assert lesson is not None
    assert [str(warning) for warning in warnings_of(lesson, Catalogue())] == []
    assert list(lagging(lesson)) == []
    for language in ("en", "ja"):
        text = lesson.steps[0].body.text.text(language)
        assert "FIRST" not in text and "run-" in lesson.steps[0].html(language)


@pytest.mark.parametrize(
    "lesson_id",
    ["play/1.36-0-web", "play/1.36-21-web", "play/1.36-100-web", "play/1.37-1-web", "play/1.36-1-shop", "play/1.36-1",
     "play/1.8-1-guestbook", "play/1.36-01-web", "play/1.36-1-../web", "play/", "1.36-1-web"],
)  # fmt: skip
def test_what_there_is_not(lesson_id: str, tmp_path: Path) -> None:
    assert choice_of(lesson_id) is None
    assert load_catalogue([tmp_path]).lesson(lesson_id) is None


async def _typed(lesson_id: str, lines: list[str]) -> list[str]:
    lesson = free_lesson(lesson_id)
    assert lesson is not None
    shown = []
    async with open_lab(lesson) as lab:
        for line in lines:
            await lab.type(1, line)
            shown.append(lab.screen(1, line).strip())
    return shown


@pytest.mark.parametrize(
    ("lesson_id", "lines", "shown"),
    [
        ("play/1.36-3-web", ["kubectl get nodes -o name", "curl -so /dev/null -w '%{http_code}' localhost:30080", "ls"],
         ["node/controlplane\nnode/node01\nnode/node02", "200", "web.yaml"]),
        ("play/1.36-1-none", ["kubectl get pods", "ls"], ["No resources found in default namespace.", ""]),
        ("play/1.36-2-guestbook",
         ['curl "localhost:30080/guestbook.php?cmd=set&key=messages&value=hello"',
          'curl "localhost:30080/guestbook.php?cmd=get&key=messages"'],
         ['{"message": "Updated"}', '{"data": "hello"}']),
        ("play/1.36-2-trouble", ["kubectl get pods -n trouble --no-headers | awk '{print $3}' | sort -u"],
         ["CrashLoopBackOff\nCreateContainerConfigError\nImagePullBackOff\nPending"]),
        ("play/1.8-2-web", ["kubectl get deployments -o name", "curl -sI localhost:30080 | head -1"],
         ["deployments/web", "HTTP/1.1 200 OK"]),
    ],
)  # fmt: skip
def test_what_runs_there(lesson_id: str, lines: list[str], shown: list[str]) -> None:
    assert asyncio.run(_typed(lesson_id, lines)) == shown


def test_the_command_line_names_what_a_release_has() -> None:
    refused = CliRunner().invoke(kubekata, ["play", "--release", "1.8", "--workload", "guestbook"])
    assert refused.exit_code == 2
    assert "release 1.8 has none, web" in refused.output
