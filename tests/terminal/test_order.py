"""What a command writes to both of its streams stands on the screen in the order in which it was written."""

import asyncio
import random
import time

import pytest

from app.host.invocation import Invocation
from app.terminal.terminal import Terminal
from tests.terminal.keys import act, machine, shown


def lines_of(seed: int) -> list[tuple[bool, str]]:
    """200 lines, some of them long, for standard error or not: in turn, or as chance has it."""
    chance = random.Random(seed)
    widths = [chance.choice((1, 7, 70)) for _ in range(200)]
    return [
        (chance.random() < 0.5 if seed else at % 2 == 1, f"{at} {'x' * width}\n") for at, width in enumerate(widths)
    ]


def screen(line: str, lines: list[tuple[bool, str]]) -> str:
    """What a terminal shows below a line, where `both` writes the lines."""

    async def both(run: Invocation) -> int:
        for wrong, text in lines:
            await (run.stderr if wrong else run.stdout).write(text)
        return 0

    async def all_of_it() -> str:
        host = machine()
        host.commands["both"] = both
        terminal = Terminal("1", host)
        await terminal.open()
        try:
            await act(terminal, line)
            return shown(terminal)
        finally:
            terminal.close()
            host.end()
            await host.ended()

    return asyncio.run(all_of_it()).removeprefix(f"~# {line}\n").removesuffix("~# ")


@pytest.mark.parametrize("seed", range(6))
def test_both_streams_arrive_in_order(seed):
    lines = lines_of(seed)
    assert screen("both", lines) == "".join(text for _, text in lines)


@pytest.mark.parametrize(
    "line", ["both; both", "f() { both; both; }; f", "echo 'both; both' > s; bash s", "for i in 1 2; do both; done"]
)
def test_of_commands_in_a_row(line):
    lines = lines_of(1)[:60]
    assert screen(line, lines) == "".join(text for _, text in lines) * 2


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("cat no; echo $?", "cat: no: No such file or directory\n1\n"),
        ("echo a; echo b >&2; echo c", "a\nb\nc\n"),
        ("nosuch; echo $?", "bash: nosuch: command not found\n127\n"),
        ("cd no || echo failed", "bash: cd: no: No such file or directory\nfailed\n"),
        ("for i in 1 2; do echo $i; grep x no; done",
         "1\ngrep: no: No such file or directory\n2\ngrep: no: No such file or directory\n"),
        ("warn() { echo \"$@\" >&2; }; echo a; warn b; echo c", "a\nb\nc\n"),
        ("echo a; both; echo b >&2", "a\n0 x\n1 y\nb\n"),
        ("f() { echo a; both; echo b; }; f; f | sed s/^/-/", "a\n0 x\n1 y\nb\n1 y\n-a\n-0 x\n-b\n"),
        ("x=$(both); echo \"[$x]\"", "1 y\n[0 x]\n"),
        ("f() { both; }; f 2> e; f > o; cat e o", "0 x\n1 y\n1 y\n0 x\n"),
        ("eval 'echo a; both | sed s/^/-/; echo b'", "a\n1 y\n-0 x\nb\n"),
        ("exec 2>&1; echo a; both; cat no", "a\n0 x\n1 y\ncat: no: No such file or directory\n"),
    ],
)  # fmt: skip
def test_programs_of_the_interpreter_and_ours(line, shown):
    assert screen(line, [(False, "0 x\n"), (True, "1 y\n")]) == shown


def test_what_is_redirected_keeps_nobody_waiting():
    lines = lines_of(0)
    output = "".join(text for wrong, text in lines if not wrong)
    began = time.perf_counter()
    assert screen("both 2> /dev/null", lines) == output
    assert screen("both 2>&1 | cat", lines) == "".join(text for _, text in lines)
    assert screen("f() { both; }; f 2> errors; wc -l < errors", lines) == f"{output}100\n"
    assert time.perf_counter() - began < 5


def test_much_output_comes_whole():
    lines = [(False, "y" * 300_000 + "\n"), (True, "wrong\n"), (False, "z" * 9_000 + "\n"), (True, "again\n")]
    assert screen("both", lines) == "".join(text for _, text in lines)
