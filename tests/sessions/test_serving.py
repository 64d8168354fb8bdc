"""The command itself: it says where it serves, and ends as it is told to, with everything kept."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from learner import PROMPT, ROOT, Learner, Tab


class Served:
    """`kubekata serve` in a process of its own."""

    def __init__(self, database: Path) -> None:
        self.command = [sys.executable, "-m", "app", "serve", "--port", "0", "--database", f"sqlite:///{database}"]
        self.tabs: list[Tab] = []
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        told = self.process.stdout.readline()
        found = re.fullmatch(r"Kubekata is at (http://127\.0\.0\.1:[1-9]\d*)\n", told)
        assert found, told
        self.url = found[1]

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)

    def tab(self, learner: Learner) -> Tab:
        return Tab(self, learner, "kubernetes-basics/02-deploy-an-app").join()  # type: ignore[arg-type]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path / "folder" / "kubekata.sqlite3")
    yield running
    running.process.kill()
    running.process.wait(20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_when_it_is_told_to_and_keeps_its_labs(served: Served, number: int) -> None:
    learner = Learner()
    tab = served.tab(learner)
    tab.run("x=kept")
    tab.type("kubectl proxy", "2")
    tab.shows("Starting to serve", "2")
    assert served.end(number) == 0
    tab.hang_up()
    served.start()
    back = served.tab(learner)
    assert back.text("1") == f"{PROMPT}x=kept\n{PROMPT}"
    assert back.run("echo $x") == "kept\n"
    back.wait(lambda: back.text("2").count("Starting to serve") == 2)
    back.hang_up()
