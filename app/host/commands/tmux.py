"""tmux: a terminal in the page has tabs of its own."""

from __future__ import annotations

from app.host.invocation import Invocation


async def main(run: Invocation) -> int:
    """Say no."""
    if "--help" in run.args:
        await run.stdout.write("Usage: tmux [command [flags]]\n")
        return 0
    if run.args[:1] == ["-V"]:
        await run.stdout.write("tmux 3.4\n")
        return 0
    return await run.fail("there are no sessions here: open another terminal with the + beside the terminal's tab")
