"""vi, vim and their like, and nano: edit a file on the whole screen."""

from __future__ import annotations

import codecs
import posixpath
from collections import deque

from app.host.device import TerminalDevice
from app.host.editor import full_screen
from app.host.invocation import Invocation
from app.host.streams import Collected, Data, Queue
from app.host.vim.core import Run
from app.host.vim.editor import Vim, keys
from app.host.vim.screen import Frame, drawn, frame

NAMES = ("vi", "vim", "vim.tiny", "view", "nano", "editor", "pico")
ENTER, LEAVE = "\x1b[?1049h\x1b[?2004h", "\x1b[?2004l\x1b[?1049l"
FLAGS = ("-R", "-n", "-N", "-X", "-l", "-w", "-y")
HIT_ENTER = "\r\nPress ENTER or type command to continue"


async def main(run: Invocation) -> int:
    """Edit."""
    program = "nano" if run.name in ("nano", "pico") else "vi"
    if "--help" in run.args or "--version" in run.args:
        what = "GNU nano, version 7.2" if program == "nano" else "VIM - Vi IMproved 9.1 (2024 Jan 02)"
        await run.stdout.write(f"{what}\n" + (f"Usage: {run.name} [file]\n" if "--help" in run.args else ""))
        return 0
    names, commands, unknown, plain = _arguments(run.args)
    if unknown:
        return await run.fail(f"unrecognized option: {unknown} (this editor takes a file and `-c` commands)")
    if run.terminal is None:
        if program == "nano":
            return await run.fail("Standard input is not a terminal" if not run.stdin.isatty else "No terminal")
        await run.stderr.write(
            "Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\n"
        )
        return 1
    if len(names) > 1:
        return await run.fail("one file at a time")
    path = run.files.real(run.path(names[0])) if names else ""
    kind = run.kind_of(path) if path else ""
    if kind == "directory":
        text = f"{names[0]} is a directory" if program == "nano" else f'"{names[0]}" is a directory'
        return await run.fail(text)
    if program == "nano":
        data = run.files.read_file(path) if kind == "file" else None
        return await full_screen(run, "nano", path or run.path("unnamed.txt"), data, save=True)
    session = Session(run, run.terminal)
    vimrc = "" if plain else session.vimrc()
    readonly = run.name == "view" or "-R" in run.args
    return await session.edit(names[0] if names else "", vimrc, commands, readonly=readonly)


def _arguments(args: list[str]) -> tuple[list[str], list[str], str, bool]:
    """Files, commands to begin with, an unknown option, and whether no vimrc is wanted."""
    names, commands, rest, plain = list[str](), list[str](), list(args), False
    while rest:
        argument = rest.pop(0)
        if argument in ("-c", "--cmd") and rest:
            commands.append(rest.pop(0))
        elif argument == "-u" and rest:
            plain = rest.pop(0) in ("NONE", "NORC", "DEFAULTS")
        elif argument == "--":
            names += rest
            break
        elif argument.startswith("+"):
            commands.append(argument[1:] or "$")
        elif argument.startswith("-") and argument != "-":
            if argument not in FLAGS:
                return names, commands, argument, plain
        else:
            names.append(argument)
    return names, commands, "", plain


class Session:
    """An editor with the host's files (as `app.host.vim.core.Disk`) and the learner's keys."""

    def __init__(self, run: Invocation, device: TerminalDevice) -> None:
        self.run, self.device = run, device
        self.vim = Vim(self, device.rows, device.columns, run.now)
        self.shown: Frame | None = None
        self.pressed: deque[str] = deque()  # keys that nobody has taken yet
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, path: str) -> str | None:
        """A file's text; None when there is none."""
        where = self.run.path(path)
        if self.run.kind_of(where) != "file":
            return None
        return self.run.files.read_file(where).decode("utf-8", "surrogateescape")

    def write(self, path: str, text: str) -> None:
        """Raises OSError."""
        self.run.files.write_file(self.run.path(path), text.encode("utf-8", "surrogateescape"))

    def vimrc(self) -> str | None:
        """The learner's settings; None when there are none."""
        return self.read(posixpath.join(self.run.env.get("HOME") or self.run.host.spec.home, ".vimrc"))

    async def edit(self, name: str, vimrc: str | None, commands: list[str], *, readonly: bool) -> int:
        """Until the editor is left; its exit status."""
        with self.device.keys() as source:
            await self._write(ENTER)
            await self._serve(self.vim.open(name, vimrc=vimrc, commands=commands, readonly=readonly), source)
            await self._draw()
            while self.vim.done is None:
                await self._read(source)
                if (self.vim.rows, self.vim.columns) != (self.device.rows, self.device.columns):
                    self.vim.resize(self.device.rows, self.device.columns)
                    self.shown = None
                while self.pressed and self.vim.done is None:
                    await self._serve(self.vim.press(self.pressed.popleft()), source)
                await self._draw()
            await self._write(f"\x1b[{self.device.rows};1H{LEAVE}")
        return self.vim.done

    async def _read(self, source: Queue) -> None:
        with self.run.waiting("input"):
            self.pressed.extend(keys(self.decoder.decode(await source.read())))

    async def _serve(self, wanted: Run | None, source: Queue) -> None:
        """Run the shell commands that the editor asks for."""
        while wanted is not None:
            output = Collected()
            argv, text = ["bash", "-c", wanted.command], Data(wanted.text.encode())
            status = await self.run.spawn(argv, stdin=text, stdout=output, stderr=output, tty="")
            said = bytes(output.data).decode("utf-8", "replace")
            if wanted.shown:
                shown = f":!{wanted.command}\n{said}".replace("\n", "\r\n")
                await self._write(f"{LEAVE}\r\n{shown}{HIT_ENTER}")
                while not self.pressed:
                    await self._read(source)
                if self.pressed[0] != ":":
                    self.pressed.popleft()
                await self._write(ENTER)
                self.shown = None
            wanted = self.vim.answer(status, said)

    async def _draw(self) -> None:
        if self.vim.done is None:
            now = frame(self.vim)
            await self._write(("\x1b[2J" if self.shown is None else "") + drawn(now, self.shown))
            self.shown = now

    async def _write(self, text: str) -> None:
        await self.device.write(text.encode("utf-8", "surrogateescape"))
