"""Python and JavaScript for programs of learners: interpreters that are part of bashkit, never the host's own.

What such a program may do beyond computing are the functions that are handed in: nothing else reaches out. A program
ends after 30 seconds of the wall clock, waiting included: bashkit has that limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast

from bashkit import Bash, BashTool, FileSystem

from app.host.bash.quoting import quote

Handler = Callable[[str, list[Any], dict[str, Any]], Awaitable[Any]]


async def python(
    disk: FileSystem, code: str, functions: Iterable[str], handler: Handler, cwd: str = "/"
) -> tuple[int, str, str]:
    """Run Python: status, output, errors."""
    bash = Bash(cwd=cwd, python=True, external_functions=[*functions], external_handler=cast(Any, handler))
    bash.mount("/", disk)
    try:
        result = await bash.execute(f"python3 -c {quote(code)}")
    except asyncio.CancelledError:
        bash.cancel()
        raise
    return result.exit_code, result.stdout, result.stderr


async def javascript(code: str) -> tuple[int, str, str]:
    """Run JavaScript: status, output, errors."""
    tool = BashTool(typescript=True)
    result = await tool.execute(f"ts -e {quote(code)}")
    return result.exit_code, result.stdout, result.stderr
