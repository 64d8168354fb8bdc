"""A script that comes on standard input: each command runs as soon as it has come whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.host.bash.interpreter import Writer
from app.host.bash.script import IncompleteError
from app.host.bash.shell import Shell
from app.host.bash.syntax import incomplete, parse_prefix
from app.host.streams import Source

# What belongs to the whole script: bashkit runs an EXIT trap after each part, and forgets the arguments.
WHOLE = re.compile(r"\btrap\b")


async def run_live(
    shell: Shell, source: Source, stdout: Writer, stderr: Writer, arguments: Sequence[str] = ()
) -> int:  # fmt: skip
    """Run what comes until its end or until the shell exits; its status."""
    text, done, line = "", 0, 0  # what has come, how much of it was run, and how many lines that was
    shell.stepwise = True
    ended = False
    while shell.exited is None and not ended:
        data = await source.read()
        ended = not data
        text += data.decode("utf-8", "surrogateescape")
        rest = text[done:]
        whole = len(rest) if ended else _complete(rest)
        if not rest.strip() or not whole or (WHOLE.search(rest) and not ended):
            continue
        _, error = parse_prefix(rest[:whole])
        await shell.run("\n" * line + rest[:whole], stdout=stdout, stderr=stderr, arguments=arguments)
        if error is not None:
            break
        done, line = done + whole, line + rest.count("\n", 0, whole)
    return shell.status if shell.exited is None else shell.exited


def _complete(text: str) -> int:
    """How much of a text can run before more of it has come."""
    text = text[: text.rfind("\n") + 1]
    if not text or incomplete(text.removesuffix("\n")):
        parsed, error = parse_prefix(text)
        if isinstance(error, IncompleteError):
            return parsed.complete_until
        if parsed.unfinished_heredoc is not None or text.endswith("\\\n"):
            return 0
    return len(text)
