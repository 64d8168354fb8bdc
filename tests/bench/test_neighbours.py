"""How long others wait for their prompts while one lab works hard: labs share a loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from measure import Row, milliseconds

from app.labs.runtime import Runtime
from app.labs.views import LabEvent, TerminalChanged
from app.lessons.loader import load_catalogue
from app.storage.database import open_database

ROOT = Path(__file__).parents[2]
LESSON = "kubernetes-basics/02-deploy-an-app"
LEARNERS = 20
SECONDS = 10.0
PAUSE = 2.0  # seconds between the lines of a learner
PATIENCE = 60.0
OTHERS = ("echo hello", "ls -l /etc", "kubectl get nodes")


class Room:
    """Learners at their prompts, each in a lab of their own."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.labs = [runtime.open(f"learner {number}", LESSON) for number in range(LEARNERS)]
        self._prompts = {lab: threading.Event() for lab in self.labs}
        runtime.subscribe(self._hear)
        for lab in self.labs:
            runtime.connected(lab)

    def _hear(self, event: LabEvent) -> None:
        if isinstance(event, TerminalChanged) and not event.terminal.busy and event.terminal.id == "1":
            self._prompts[event.lab].set()

    def type(self, lab: str, text: str) -> float:
        """Wall seconds from Enter until the prompt is back."""
        prompt = self._prompts[lab]
        prompt.clear()
        began = time.perf_counter()
        self.runtime.line(lab, "1", text)
        assert prompt.wait(PATIENCE), text
        return time.perf_counter() - began

    def others(self, busy: Callable[[], object]) -> list[float]:
        """What the others wait while the first learner does something again and again."""
        end = time.monotonic() + SECONDS
        waits: list[float] = []

        def work() -> None:
            while time.monotonic() < end:
                busy()

        def learn(lab: str, number: int) -> None:
            time.sleep(PAUSE * number / LEARNERS)  # not all at once
            while time.monotonic() < end:
                waits.append(self.type(lab, OTHERS[len(waits) % len(OTHERS)]))
                time.sleep(PAUSE)

        threads = [threading.Thread(target=learn, args=(lab, number)) for number, lab in enumerate(self.labs[1:])]
        threads.append(threading.Thread(target=work))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return waits


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    runtime = Runtime(load_catalogue([ROOT / "lessons"]), open_database(f"sqlite:///{folder}/bench.sqlite3"))
    runtime.start()
    room = Room(runtime)
    room.type(room.labs[0], "kubectl create deployment web --image=nginx --replicas=300")
    runtime.settle(room.labs[0])
    yield room
    runtime.stop()


@pytest.mark.bench
@pytest.mark.parametrize(
    "text",
    [
        "sleep 0.05",
        "true",
        "kubectl get pods",
        "kubectl get pods -o yaml > all",
        "kubectl describe pods > all",
        "kubectl delete pods --all --wait=false",
        "x=0; while [ $x -lt 20000 ]; do x=$((x+1)); done",
    ],
)
def test_neighbours(table: Row, room: Room, text: str) -> None:
    waits = room.others(lambda: room.type(room.labs[0], text))
    table(f"prompts of 19 others, 300 pods: {text[:44]}", "p95 50, worst 100", milliseconds(waits))
