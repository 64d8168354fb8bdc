"""What a lab costs: to open, to keep, and to type in."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from measure import BEGINS, Row, as_a_server, milliseconds, resident, timed

from app.labs.keeping import Keeper
from app.labs.lab import Lab
from app.labs.live import LiveLab
from app.labs.moments import Moments
from app.labs.progress import Progress
from app.labs.runtime import Runtime
from app.labs.specs import free_spec, lesson_spec
from app.lessons.loader import load_catalogue
from app.lessons.model import Lesson
from app.storage.database import open_database
from app.terminal.terminal import Terminal

ROOT = Path(__file__).parents[2]
LESSON = "kubernetes-basics/02-deploy-an-app"
LABS = 20
TIMES = 40


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    found = load_catalogue([ROOT / "lessons"]).lesson(LESSON)
    assert isinstance(found, Lesson)
    return found


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    runtime = Runtime(load_catalogue([ROOT / "lessons"]), open_database(f"sqlite:///{tmp_path}/bench.sqlite3"))
    runtime.start()
    yield runtime
    runtime.stop()


@pytest.mark.bench
def test_opening(table: Row, runtime: Runtime) -> None:
    first = timed(lambda: runtime.open("first", LESSON), 1)
    table("opening the first lab of a server, to its prompt", "", milliseconds(first))
    gc.collect()
    before, number = resident(), iter(range(LABS))
    times = timed(lambda: runtime.open(f"learner {next(number)}", LESSON), LABS)
    gc.collect()
    table("opening a lab, to its prompt", "", milliseconds(times))
    table("memory of a lab with two terminals", "", f"{(resident() - before) / LABS:.2f} MB")
    live = list(runtime.residents.awake.values())[-1]

    table("keeping a fresh lab", "", milliseconds(timed(lambda: runtime._call(save(live)), 10)))


async def save(live: LiveLab) -> None:
    await live.save()


async def nowhere(*_: object) -> None:
    """Keep nothing."""


async def line(terminal: Terminal, text: str) -> float:
    """Wall seconds from Enter until the prompt is back."""
    done = asyncio.Event()
    terminal.on_change(lambda: None if terminal.busy else done.set())
    began = time.perf_counter()
    await terminal.line(text)
    await done.wait()
    terminal._listeners.changed.pop()
    return time.perf_counter() - began


@pytest.mark.bench
@pytest.mark.parametrize("pods", [20, 100, 300])
def test_typing_and_keeping(table: Row, lesson: Lesson, pods: int) -> None:
    async def measure() -> None:
        lab = Lab.create(lesson_spec(lesson, seed=1, now=BEGINS))
        terminal = await lab.open_terminal()
        live = LiveLab("bench", lesson, lab, Progress(lesson), lambda event: None, nowhere,
                       Moments("bench", open_database("sqlite://"), ThreadPoolExecutor(1)))  # fmt: skip
        await line(terminal, f"kubectl create deployment web --image=nginx --replicas={pods}")
        await live.settle()
        with as_a_server():
            for text in ("echo hello", "kubectl get pods", "kubectl get pods -o yaml | tail -1"):
                times = [await line(terminal, text) for _ in range(TIMES)]
                target = "2 ms + echo" if pods == 20 and text == "kubectl get pods" else ""
                table(f"{pods} pods: {text}", target, milliseconds(times))
            state = {"lab": lab.snapshot(), "progress": {}, "evidence": {}}
            size = len(Keeper().encode(state))
            table(
                f"{pods} pods: keeping the lab again",
                "",
                f"{milliseconds(timed(live.state, 10))}  {size / 1e3:.0f} kB",
            )
            began = time.perf_counter()
            again = await Lab.restore(state["lab"])
            table(f"{pods} pods: waking it", "", f"{(time.perf_counter() - began) * 1e3:.1f} ms")
        await again.close()
        await lab.close()

    asyncio.run(measure())


@pytest.mark.bench
def test_listing_many(table: Row) -> None:
    async def measure() -> None:
        lab = Lab.create(free_spec("1.36", "lesson", 2, seed=1, now=BEGINS))
        terminal = await lab.open_terminal()
        await line(terminal, "kubectl create deployment web --image=nginx --replicas=5000")
        lab.clock.advance(lab.clock.now + 60)
        with as_a_server():
            times = [await line(terminal, "kubectl get pods > all") for _ in range(10)]
        table("5,000 pods: kubectl get pods > all", "150 ms", milliseconds(times))
        await lab.close()

    asyncio.run(measure())
