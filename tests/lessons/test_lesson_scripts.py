"""Scripts that learners never see, in real labs: checks, a step's background and foreground, solutions, files."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import pytest
from lesson_scenario import FILES, INDEX, scenario
from lesson_world import check

from app.labs.headless import BEGINS, Headless, open_lab
from app.labs.lab import Lab
from app.labs.live import LiveLab
from app.labs.moments import Moments
from app.labs.progress import Progress
from app.labs.setup import arrange
from app.labs.specs import lesson_spec
from app.lessons.importing.course import import_folder
from app.lessons.loader import load_catalogue, load_lesson
from app.lessons.model import BrokenLesson, Lesson
from app.lessons.verify import verify
from app.storage.database import open_database

LESSON = """\
title: x
description: x
release: 1.36
minutes: 5
nodes: [controlplane, node01]
files:
  - {from: tool.sh, to: /usr/local/bin/tool, mode: "755"}
  - {from: tool.sh, to: /opt/there, node: node01}
steps:
  - id: one
    background: |
      sleep 3
      echo made > /tmp/made
    foreground: "while [ ! -f /tmp/made ]; do sleep 1; done; cat /tmp/made"
    checks:
      - {says: there is a pod, script: verify.sh}
    solution:
      - kubectl run web --image=nginx
"""
VERIFY = "set -e\ngrep -q made /tmp/made\ntool\nkubectl wait --for=condition=Ready pod/web --timeout=30s\n"


def lesson(folder: Path, text: str = LESSON, **files: str) -> Lesson | BrokenLesson:
    place = folder / "01-x"
    place.mkdir(parents=True)
    written = {"lesson.yaml": text, "one.en.md": "# One\n", "verify.sh": VERIFY, "tool.sh": "echo tool\n", **files}
    for name, content in written.items():
        (place / name).write_text(content)
    return load_lesson(place, "mine")


def opened(found: Lesson | BrokenLesson) -> Lesson:
    assert isinstance(found, Lesson), found.reason
    return found


def test_a_script_fails_before_and_passes_after(tmp_path: Path) -> None:
    report = asyncio.run(verify(lesson(tmp_path), open_lab, perf_counter))
    assert report.ok, report


async def _holds(lab: Headless, text: str) -> tuple[bool, str]:
    found = await check(text).holds(lab.evidence())
    return found.ok, found.told


async def _looked_at(found: Lesson) -> None:
    async with open_lab(found) as lab:
        await lab.run_scripts(found.steps[0])
        assert lab.screen(1).endswith("made\n")
        lab.begin_step(found.steps[0])
        assert await _holds(lab, "script: |\n  kubectl get no node01; exit 3") == (False, "exit status 3: " + NODE)
        assert await _holds(lab, "script: |\n  sleep 100; true\ntimeout: 30s") == (False, "")
        assert await _holds(lab, "script: |\n  sleep 20 && echo ok") == (True, "")
        assert await _holds(lab, "script: |\n  set -u\n  echo $nothing") == (False, "exit status 1: " + UNBOUND)
        assert await _holds(lab, "script: |\n  X=secret; cd /; export X") == (True, "")
        assert await _holds(lab, 'script: |\n  [ -z "$X" ] && [ $PWD = /root ] && [ $USER = root ]') == (True, "")
        assert await _holds(lab, "script: ssh node01 cat /opt/there") == (True, "")
        assert (await check("ran: kubectl get nodes").holds(lab.evidence())).ok is False
        assert lab.evidence().finished() == ()
        await lab.type(1, "history")
        assert "secret" not in lab.screen(1)


NODE = "node01   Ready    <none>   10m   v1.36.2"
UNBOUND = "/tmp/verify.sh: line 2: nothing: unbound variable"


def test_scripts_leave_no_trace(tmp_path: Path) -> None:
    asyncio.run(_looked_at(opened(lesson(tmp_path))))


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("verify.sh", "verifi.sh", "there is no file 'verifi.sh' in the lesson's folder"),
        ("verify.sh", "../../../../etc/passwd", "lies outside the lesson's folder"),
        ("script: verify.sh", "script: py.sh", "'py.sh' is a script for python3"),
        ("node: node01", "node: node02", "there is no node 'node02' for the file /opt/there"),
        ('mode: "755"', "mode: rwx", "'rwx' is not written as it should be"),
        ("to: /opt/there", "to: opt/there", "'opt/there' is no absolute path"),
    ],
)
def test_mistakes_are_reported(tmp_path: Path, old: str, new: str, error: str) -> None:
    found = lesson(tmp_path, LESSON.replace(old, new), **{"py.sh": "#!/usr/bin/env python3\nprint()\n"})
    assert isinstance(found, BrokenLesson)
    assert error in found.reason


def test_an_imported_scenario_is_proven(tmp_path: Path) -> None:
    import_folder(scenario(tmp_path / "mine/shop", FILES, **INDEX), tmp_path / "out")
    (found,) = load_catalogue([tmp_path / "out"]).lessons()
    report = asyncio.run(verify(found, open_lab, perf_counter))
    assert [step.problems for step in report.steps] == [(), (), (), ()]
    assert [step.checks for step in report.steps] == [0, 1, 1, 0]


async def _lived(found: Lesson) -> list[tuple[str, bool]]:
    """A learner who only runs the solution: the check comes true by itself once the pod is ready."""
    lab = Lab.create(lesson_spec(found, seed=1, now=BEGINS))
    await arrange(lab, found)
    await lab.open_terminal("1")
    seen: list[tuple[str, bool]] = []

    async def keep(*_: object) -> None:
        return None

    moments = Moments("lab", open_database("sqlite://"), ThreadPoolExecutor(1))
    heard = lambda event: seen.append((type(event).__name__, False))  # noqa: E731
    live = LiveLab("lab", found, lab, Progress(found), heard, keep, moments)
    live.driver.speed = 20.0
    live.arrive()
    await live.run_scripts(found.steps)
    await live.ask_now()
    await lab.terminals["1"].line("kubectl run web --image=nginx")
    async with asyncio.timeout(30):
        while not live.progress.ready():
            await asyncio.sleep(0.02)
    seen.append(("ready", True))
    assert live.evidence.finished()[-1].text == "kubectl run web --image=nginx"
    await live.close()
    return seen


def test_a_check_comes_true_while_a_learner_waits(tmp_path: Path) -> None:
    script = "kubectl get pod web -o jsonpath='{.status.phase}' | grep -q Running\n"
    seen = asyncio.run(_lived(opened(lesson(tmp_path, **{"verify.sh": script}))))
    assert seen[-1] == ("ready", True)
    assert ("StepsChanged", False) in seen
