"""When a script's output is shown: as soon as it is written, also from `eval`, sourced files and redirected loops."""

import pytest

from app.host.bash.shell import Shell
from app.host.streams import Function
from tests.host.machine import machine, on

SCRIPT = "printf 'echo a; sleep 1; nosuch\\nsleep 1; echo b\\n' > s.sh; "


def shown(text: str) -> list[tuple[int, str]]:
    """What a shell at a terminal shows and the second in which it does."""
    host = machine()
    start, pieces = host.clock.now, []

    async def show(data: bytes) -> None:
        pieces.append((round(host.clock.now - start), data.decode()))

    async def run() -> None:
        process = host.processes.start(("bash", "-c", text), parent=1)
        shell = Shell(host, process, cwd="/root", env=host.environment(), streams="oe")
        await shell.prepare()
        await shell.run(text, stdout=Function(show), stderr=Function(show))

    on(host, run)
    return pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("eval 'echo a; sleep 1; echo b'", [(0, "a\n"), (1, "b\n")]),
        ("eval 'date +%s; sleep 1; date +%s'", [(0, "1700000000\n"), (1, "1700000001\n")]),
        (SCRIPT + ". ./s.sh", [(0, "a\n"), (1, "./s.sh: line 1: nosuch: command not found\n"), (2, "b\n")]),
        ("for i in 1 2; do echo $i; sleep 1; done 2>&1", [(0, "1\n"), (1, "2\n")]),
        ("{ echo a; sleep 1; echo b; } 2>&1 | tee log", [(0, "a\n"), (1, "b\n")]),
    ],
)
def test_output_comes_when_it_is_written(text, pieces):
    assert shown(text) == pieces
