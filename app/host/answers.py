"""Answers to a program's questions: its standard input, line by line."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from app.host.invocation import Invocation

_left: WeakKeyDictionary[Invocation, bytes] = WeakKeyDictionary()  # what was read and not yet asked for


async def answer(run: Invocation) -> str:
    """The next line without its end; "" at the end of the input."""
    data = _left.get(run, b"")
    while b"\n" not in data and (more := await run.stdin.chunk()):
        data += more
    line, _, _left[run] = data.partition(b"\n")
    return line.decode("utf-8", "replace")


async def agreed(run: Invocation, question: str) -> bool:
    """Ask as GNU's programs do; whether the answer begins with y."""
    await run.stderr.write(f"{run.name}: {question} ")
    return (await answer(run)).strip().lower().startswith("y")
