"""less and more: show a file or a pipe page by page."""

from __future__ import annotations

import codecs
from collections import deque

from app.host.device import TerminalDevice
from app.host.invocation import Invocation
from app.host.pager import REVERSE, Pager
from app.host.vim.editor import keys
from app.host.vim.screen import Frame, drawn

NAMES = ("less", "more", "pager")
FLAGS = "RSFXNeinIgMm+0123456789"
ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"


async def main(run: Invocation) -> int:
    """Show; into a pipe or a file, just copy."""
    if "--help" in run.args:
        await run.stdout.write(f"Usage: {run.name} [file ...]\n")
        return 0
    options = [argument for argument in run.args if argument.startswith(("-", "+")) and argument != "-"]
    unknown = next((argument for argument in options if argument[0] == "-" and argument.strip("-" + FLAGS)), "")
    if unknown:
        await run.stderr.write(f'There is no {unknown.lstrip("-")} option ("less --help" for help)\n')
        return 1
    names = [argument for argument in run.args if argument not in options]
    if not names and run.stdin.isatty:
        await run.stderr.write(
            "more: bad usage\nTry 'more --help' for more information.\n"
            if run.name == "more"
            else f'Missing filename ("{run.name} --help" for help)\n'
        )
        return 1
    data, status = b"", 0
    for name in names or ["-"]:
        try:
            data += await run.stdin.read() if name == "-" else run.read_file(name)
        except OSError as error:
            what = f"{name} is a directory" if error.strerror == "Is a directory" else f"{name}: {error.strerror}"
            await run.stderr.write(what + "\n")
            status = 1
    if not data:
        return status
    if run.terminal is None or not run.stdout.isatty:
        await run.stdout.write(data)
        return status
    text = data.decode("utf-8", "replace")
    if run.name == "more":
        await _more(run, run.terminal, text)
    else:
        await _less(run, run.terminal, text, names[0] if names and names[0] != "-" else "", options)
    return status


async def _less(run: Invocation, device: TerminalDevice, text: str, name: str, options: list[str]) -> None:
    flags = "".join(option.strip("-") for option in options if option[0] == "-")
    pager = Pager(text, name, device.rows, device.columns, flags)
    if "F" in flags and pager.fits:
        await run.stdout.write(text)
        return
    for option in options:
        for key in option[1:] if option[0] == "+" else "":
            pager.press(key)
        if option.startswith("+/"):
            pager.press("<Enter>")
    decoder, shown = codecs.getincrementaldecoder("utf-8")("replace"), None
    with device.keys() as source:
        await device.write(ENTER.encode())
        while not pager.done:
            shown = await _draw(device, pager, shown)
            with run.waiting("input"):
                pressed = await source.read()
            if (pager.rows, pager.columns) != (device.rows, device.columns):
                pager.resize(device.rows, device.columns)
                shown = None
            for key in keys(decoder.decode(pressed)):
                if not pager.done:
                    pager.press(key)
        await device.write(f"\x1b[{device.rows};1H\x1b[K{LEAVE}".encode())


async def _draw(device: TerminalDevice, pager: Pager, before: Frame | None) -> Frame:
    now = pager.frame()
    await device.write((("\x1b[2J" if before is None else "") + drawn(now, before)).encode())
    return now


async def _more(run: Invocation, device: TerminalDevice, text: str) -> None:
    """A page, then `--More--`, until the end of the text or `q`."""
    lines = text.removesuffix("\n").split("\n")
    at, size, total = 0, device.rows - 1, max(1, len(text.encode()))
    pressed: deque[str] = deque()
    with device.keys() as source:
        while True:
            page = lines[at : at + size]
            await device.write("".join(f"{line}\r\n" for line in page).encode())
            at += len(page)
            if at >= len(lines):
                return
            seen = len("\n".join(lines[:at]).encode()) * 100 // total
            await device.write(f"{REVERSE}--More--({seen}%)\x1b[27m".encode())
            size = 0
            while not size:
                while not pressed:
                    with run.waiting("input"):
                        pressed.extend(keys((await source.read()).decode("utf-8", "replace")))
                key = pressed.popleft()
                if key in ("q", "Q", "<C-c>"):
                    await device.write(b"\r\x1b[K")
                    return
                whole = device.rows - 1
                size = {"<Enter>": 1, " ": whole, "f": whole, "<C-f>": whole, "d": 11, "<C-d>": 11}.get(key, 0)
            await device.write(b"\r\x1b[K")
