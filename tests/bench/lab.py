"""What a lab costs: `python tests/bench/lab.py` prints a small table. It measures and asserts nothing."""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from click import echo

from app.labs.lab import Lab, encode
from app.labs.live import LiveLab
from app.labs.progress import Progress
from app.labs.runtime import Runtime
from app.labs.specs import lesson_spec
from app.lessons.loader import load_catalogue
from app.lessons.model import Lesson
from app.storage.database import open_database
from app.terminal.terminal import Terminal

ROOT = Path(__file__).parents[2]
LESSON = "kubernetes-basics/02-deploy-an-app"
LABS = 20
TIMES = 40


def resident() -> float:
    """Megabytes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def median(times: list[float]) -> str:
    """Milliseconds: the middle one and the worst."""
    return f"{statistics.median(times) * 1000:6.1f} ms   worst {max(times) * 1000:6.1f} ms"


def timed(act: Callable[[], object], times: int) -> list[float]:
    """Wall seconds of each of so many calls."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return found


def opening(runtime: Runtime) -> None:
    """From asking for a lab until its prompt is there, and what each of many takes of memory."""
    first = timed(lambda: runtime.open("first", LESSON), 1)
    echo(f"opening the first lab        {first[0] * 1000:6.1f} ms   (loads what all labs share)")
    gc.collect()
    before, number = resident(), iter(range(LABS))
    times = timed(lambda: runtime.open(f"learner {next(number)}", LESSON), LABS)
    gc.collect()
    echo(f"opening a lab, to its prompt {median(times)}")
    echo(f"memory of a lab              {(resident() - before) / LABS:6.2f} MB   ({LABS} labs, two terminals each)")
    live = list(runtime.residents.awake.values())
    echo(f"keeping a fresh lab          {median(saves(runtime, live[-1]))}")


def saves(runtime: Runtime, live: LiveLab) -> list[float]:
    """Wall seconds of keeping a lab, storage included."""

    async def save() -> list[float]:
        return timed(live.save, 10)

    return runtime._call(save())


async def line(terminal: Terminal, text: str) -> float:
    """Wall seconds from Enter until the prompt is back."""
    done = asyncio.Event()
    terminal.on_change(lambda: None if terminal.busy else done.set())
    began = time.perf_counter()
    await terminal.line(text)
    await done.wait()
    terminal._listeners.changed.pop()
    return time.perf_counter() - began


async def commands(lesson: Lesson) -> None:
    """kubectl beside echo, with twenty pods there; and what keeping such a lab takes."""
    lab = Lab.create(lesson_spec(lesson, seed=1, now=time.time()))
    terminal = await lab.open_terminal()
    live = LiveLab("bench", lesson, lab, Progress(lesson), lambda event: None, lambda *_: None)
    await line(terminal, "kubectl create deployment web --image=nginx --replicas=20")
    await live.settle()
    texts = ("echo hello", "kubectl get pods", "kubectl get pods -o yaml | tail -1", "kubectl describe pods >x")
    for text in texts:
        await line(terminal, text)
        echo(f"{text:<28} {median([await line(terminal, text) for _ in range(TIMES)])}")
    live.save()
    took = timed(live.save, 10)
    size = len(encode({"lab": lab.snapshot()}))
    echo(f"snapshot, 20 pods            {median(took)}   {size / 1000:.0f} kB")
    state = lab.snapshot()
    began = time.perf_counter()
    again = await Lab.restore(state)
    echo(f"restoring it                 {(time.perf_counter() - began) * 1000:6.1f} ms")
    await again.close()
    await lab.close()


def main() -> None:
    """Measure."""
    catalogue = load_catalogue([ROOT / "lessons"])
    lesson = catalogue.lesson(LESSON)
    assert isinstance(lesson, Lesson)
    with tempfile.TemporaryDirectory() as folder:
        runtime = Runtime(catalogue, open_database(f"sqlite:///{folder}/bench.sqlite3"))
        runtime.start()
        opening(runtime)
        runtime.stop()
    asyncio.run(commands(lesson))


if __name__ == "__main__":
    main()
