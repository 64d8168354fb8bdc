"""Real clients against our cluster.

`python tests/clients/fetch.py .clients` brings kubectl and helm; without them their tests are skipped.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.labs.port import Port

CLIENTS = Path(os.environ.get("KUBEKATA_CLIENTS", Path(__file__).parents[2] / ".clients"))


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    """A lesson's cluster; time is skipped, never waited for."""
    made = Port(tmp_path_factory.mktemp("cluster") / "config", preset="lesson")
    made.skip(60)
    yield made
    made.stop()


@dataclass(frozen=True)
class Program:
    """A real client, pointed at the cluster."""

    path: Path
    port: Port
    home: Path

    @property
    def env(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "KUBECONFIG": str(self.port.kubeconfig)}

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.path), *words],
            check=False,
            input=stdin,
            text=True,
            capture_output=True,
            timeout=30,
            env=self.env,
            cwd=self.home,
        )

    def __call__(self, *words: str, stdin: str = "") -> str:
        """What it prints; it must succeed."""
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.path), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.env,
            cwd=self.home,
        )


def program(name: str, port: Port, home: Path) -> Program:
    if not (CLIENTS / name).exists():
        pytest.skip(f"no {name}: fetch it with `python tests/clients/fetch.py .clients`")
    return Program(CLIENTS / name, port, home)


@pytest.fixture(params=["1.37", "1.31"])
def kubectl(request: pytest.FixtureRequest, port: Port, tmp_path: Path) -> Iterator[Program]:
    """The newest kubectl and an older one, each in a namespace of its own."""
    made = program(f"kubectl-{request.param}", port, tmp_path)
    made("create", "namespace", "work")
    made("config", "set-context", "--current", "--namespace=work")
    yield made
    made("config", "set-context", "--current", "--namespace=default")
    made("delete", "namespace", "work", "--wait=false")
    port.skip(60)


@pytest.fixture
def helm(port: Port, tmp_path: Path) -> Program:
    return program("helm", port, tmp_path)
