"""Programs of bashkit that show more at a terminal than in a pipe: grep with its colours."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from app.host import grepping
from app.host.activity import Running
from app.host.bash.builtins import builtin
from app.host.bash.command_streams import environment, streams_of
from app.host.bash.interpreter import Context
from app.host.streams import CommandSource, Data, Input, Output

if TYPE_CHECKING:
    from app.host.bash.shell import Shell


@builtin("__viewed")
async def _viewed(shell: Shell, context: Context, state: Running) -> int:
    """`grep` whose output is the shell's own; anywhere else they are bashkit's."""
    env = environment(shell, context)
    stdin, stdout, stderr = streams_of(shell, context, env, state)
    name, *arguments = context.argv
    try:
        search = grepping.read(name, arguments)
        search.colour = search.colour and stdout.isatty
        return await _grep(shell, context, search, (stdin, stdout, stderr))
    except grepping.UnknownError:
        return await _bashkits(shell, context, env, context.argv, stdin, stdout, stderr)


async def _bashkits(
    shell: Shell, context: Context, env: dict[str, str], argv: list[str], stdin: Input, stdout: Output, stderr: Output,
) -> int:  # fmt: skip
    """Run bashkit's own: no process, as where it is not looked at."""
    child = shell.forked(shell.process, context.cwd, env)
    child.source, child.streams = CommandSource(stdin), "i"
    await child.prepare()
    # The name is left plain, so that a program that reads its standard input is seen to be one.
    script = " ".join([argv[0], *map(shlex.quote, argv[1:])])
    try:
        return await child.run(script, stdout=stdout, stderr=stderr)
    except asyncio.CancelledError:
        child.interrupt()
        raise


async def _grep(
    shell: Shell, context: Context, search: grepping.Search, streams: tuple[Input, Output, Output]
) -> int:  # fmt: skip
    stdin, stdout, stderr = streams
    names = search.operands or ["-"]
    headed = ("H" in search.switches or len(names) > 1) and "h" not in search.switches
    grepping.pattern(search)  # refused before anything is read
    files = shell.host.files
    if any(files.kind_of(_path(context, name)) == "directory" for name in names if name != "-"):
        raise grepping.UnknownError
    status, above = 1, False
    for name in names:
        shown = "(standard input)" if name == "-" else name
        printer = grepping.Printer(search, shown if headed else None, stdout.write)
        try:
            source = stdin if name == "-" else Input(None, Data(files.read_file(_path(context, name))), Running())
        except OSError as error:
            status = 2
            if "s" not in search.switches:
                await stderr.write(f"grep: {name}: {error.strerror}\n")
            continue
        printer.follows = above
        if await printer.lines(_lines(source)):
            above, status = True, 0 if status == 1 else status
    return status


def _path(context: Context, name: str) -> str:
    return name if name.startswith("/") else f"{context.cwd.rstrip('/')}/{name}"


async def _lines(source: Input) -> AsyncIterator[bytes]:
    left = b""
    async for chunk in source:
        *whole, left = (left + chunk).split(b"\n")
        for line in whole:
            yield line
    if left:
        yield left
