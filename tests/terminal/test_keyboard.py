"""Typing byte by byte, as a real kubectl's `exec -it` sends keys."""

from __future__ import annotations

import asyncio

import pyte
import pytest

from app.terminal.keyboard import Keyboard
from app.terminal.terminal import Terminal
from tests.host.machine import machine


def shown(*keys: bytes) -> list[str]:
    """The screen after some keys, without blank lines."""

    async def typed() -> list[str]:
        host = machine()
        terminal = Terminal("1", host)
        screen = pyte.Screen(80, 24)
        stream = pyte.ByteStream(screen)
        terminal.subscribe(lambda chunk: stream.feed(chunk.data))
        await terminal.open()
        keyboard = Keyboard(terminal, stream.feed)
        for key in keys:
            keyboard.press(key)
            await terminal.settled()
        terminal.close()
        host.end()
        await host.ended()
        return [line.rstrip() for line in screen.display if line.strip()]

    return asyncio.run(typed())


PROMPT = "root@controlplane:~# "


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((b"echo helo", b"\x1b[D", b"l"), "echo hello"),
        ((b"world", b"\x01", b"hello ", b"\x05", b"!"), "hello world!"),
        ((b"one two three", b"\x17"), "one two"),
        ((b"one two", b"\x15", b"x ", b"\x19"), "x one two"),
        ((b"one two", b"\x1bb", b"\x0b"), "one"),
        ((b"ab", b"\x14"), "ba"),
        ((b"abc", b"\x7f\x7f", b"x"), "ax"),
        ("日本".encode() + b"\x1b[D!", "日!本"),
        ((b"ls /etc/kuberne\t",), "ls /etc/kubernetes/"),
    ],
)
def test_keys_edit_the_line(keys: tuple[bytes, ...] | bytes, line: str) -> None:
    keys = (keys,) if isinstance(keys, bytes) else keys
    assert shown(*keys)[-1].replace("日 ", "日").replace("本 ", "本") == PROMPT + line


def test_lines_run_and_come_back() -> None:
    assert shown(b"echo a\r", b"\x1b[A", b"\x7fb\r", b"\x1b[A\x1b[A") == [
        f"{PROMPT}echo a", "a", f"{PROMPT}echo b", "b", f"{PROMPT}echo a",
    ]  # fmt: skip


def test_control_keys_reach_what_runs() -> None:
    assert shown(b"sleep 100\r", b"\x03", b"cat\r", b"x\r", b"\x04", b"oops\x03") == [
        f"{PROMPT}sleep 100", "^C", f"{PROMPT}cat", "x", "x", f"{PROMPT}oops^C", PROMPT.rstrip(),
    ]  # fmt: skip
