"""Before something has begun: a login shell can be kept and lines wait for it; Ctrl-C ends what has not started."""

import asyncio

import pytest

from app.terminal.terminal import Terminal
from tests.terminal.keys import act, machine, shown, with_terminal

STARTUP = "sleep 5\necho welcome\n"


def test_a_terminal_is_kept_while_its_shell_starts():
    async def kept() -> tuple[str, str]:
        host = machine()
        host.files.write_file("/root/.bashrc", STARTUP.encode())
        terminal = Terminal("1", host)
        opening = asyncio.ensure_future(terminal.open())
        await host.until_idle()
        state = terminal.snapshot()
        opening.cancel()
        terminal.close()
        again = await Terminal.restore(state, host)
        await host.until_idle()
        host.clock.advance(host.clock.now + 5)
        await host.until_idle()
        try:
            return state["foreground"], shown(again)
        finally:
            again.close()
            host.end()
            await host.ended()

    foreground, screen = asyncio.run(kept())
    assert (foreground, screen) == (". ~/.bashrc", "welcome\n~# ")


def test_lines_wait_for_the_shell():
    async def typed() -> str:
        host = machine()
        host.files.write_file("/root/.bashrc", STARTUP.encode())
        terminal = Terminal("1", host)
        terminal.key("ctrl-c")
        opening = asyncio.ensure_future(terminal.open())
        terminal.enter("echo first")
        await host.until_idle()
        terminal.enter("echo second")
        await host.until_idle()
        host.clock.advance(host.clock.now + 5)
        await opening
        await host.until_idle()
        try:
            return shown(terminal)
        finally:
            terminal.close()
            host.end()
            await host.ended()

    assert asyncio.run(typed()) == "echo first\necho second\nwelcome\n~# echo first\nfirst\n~# echo second\nsecond\n~# "


@pytest.mark.parametrize("typed", ["sleep 100", "echo a\nsleep 100\necho never"])
def test_ctrl_c_right_behind_the_enter(typed):
    async def work(terminal: Terminal) -> None:
        terminal.enter(typed, whole="\n" in typed)
        terminal.key("ctrl-c")
        await terminal.settled()
        await act(terminal, "echo $?")

    screen = shown(with_terminal(work))
    assert screen == f"~# {typed}\n^C\n~# echo $?\n130\n~# "
