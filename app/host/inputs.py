"""What programs read: the files that they are named, `-` for standard input; and names as GNU programs show them."""

from __future__ import annotations

import re

from app.host.invocation import Invocation

_PLAIN = re.compile(r"[^\s'\"\\$`!*?\[\](){}<>|&;#~=]+")


async def contents(run: Invocation, name: str) -> bytes:
    """Everything in a file, or on standard input; OSError when it cannot be read."""
    return await run.stdin.read() if name == "-" else run.read_file(name)


def shown(name: str) -> str:
    """A file's name in a message: in quotes only where a shell wants them. Follows gnulib lib/quotearg.c: quotef."""
    if _PLAIN.fullmatch(name):
        return name
    return f'"{name}"' if "'" in name else f"'{name}'"
