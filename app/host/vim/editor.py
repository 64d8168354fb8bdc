"""The whole editor: press keys, look at the screen (`app/host/vim/screen.py`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from app.host.vim.commands import ACTIONS, read_in, run_autocommands, source, write
from app.host.vim.core import Disk, ExError, Run, Wanted
from app.host.vim.ex import Ex
from app.host.vim.normal import COMMANDS, Command, Normal
from app.host.vim.visual import MODES

CONTROLS = {"\r": "<Enter>", "\t": "<Tab>", "\x1b": "<Esc>", "\x7f": "<BS>", "\x00": "<C-Space>", "\n": "<C-j>"}
SEQUENCES = {
    "A": "<Up>", "B": "<Down>", "C": "<Right>", "D": "<Left>", "H": "<Home>", "F": "<End>", "1~": "<Home>",
    "4~": "<End>", "2~": "<Insert>", "3~": "<Del>", "5~": "<PageUp>", "6~": "<PageDown>", "1;5C": "<C-Right>",
    "1;5D": "<C-Left>", "1;2C": "<S-Right>", "1;2D": "<S-Left>", "1;5H": "<C-Home>", "1;5F": "<C-End>", "Z": "<S-Tab>",
}  # fmt: skip
KEY = re.compile(r"\x1b\[200~(?P<paste>.*?)\x1b\[201~|\x1b(?:\[|O)(?P<code>[0-9;]*[A-Za-z~])|(?P<key>.)", re.S)


def keys(text: str) -> Iterator[str]:
    """What a terminal sends, as keys: characters, names such as <C-r>, and pastes with their text."""
    for found in KEY.finditer(text):
        if found["paste"] is not None:
            yield "<Paste>" + found["paste"].replace("\r\n", "\n").replace("\r", "\n")
        elif found["code"] is not None:
            if found["code"] in SEQUENCES:
                yield SEQUENCES[found["code"]]
        else:
            char = found["key"]
            control = f"<C-{chr(ord(char) + 96)}>" if ord(char) < 27 else f"<C-{chr(ord(char) + 64)}>"
            yield CONTROLS.get(char) or (char if ord(char) >= 32 else control)


class Vim(Ex):
    """One file, one window."""

    def __init__(self, disk: Disk, rows: int, columns: int, now: Callable[[], float]) -> None:
        super().__init__(disk, rows, columns, now)
        self.commands, self.actions = NORMAL, ACTIONS
        self.searched, self.typed_commands = [], []
        self.macros: dict[str, list[str]] = {}
        self.last_macro = ""
        self.began = lambda: None  # another file was read
        self._machine: Wanted[None] | None = None

    def open(self, name: str, *, vimrc: str | None, commands: Sequence[str] = (), readonly: bool = False) -> Run | None:
        """Begin with a file; the answer is as `press` gives it."""
        self._machine = self._live(name, vimrc, commands, readonly)
        return next(self._machine, None)

    def press(self, key: str) -> Run | None:
        """One key. A shell command is to be run and answered before the next."""
        return self._send(key)

    def answer(self, status: int, output: str) -> Run | None:
        """What a shell command gave."""
        return self._send((status, output))

    def resize(self, rows: int, columns: int) -> None:
        """Another size of the screen."""
        self.rows, self.columns = rows, columns

    def _send(self, what: object) -> Run | None:
        assert self._machine is not None
        try:
            return self._machine.send(what)
        except StopIteration:
            return None

    def _live(self, name: str, vimrc: str | None, commands: Sequence[str], readonly: bool) -> Wanted[None]:
        if vimrc is None:  # defaults.vim
            self.options.values.update({"syntax": "on", "showcmd": True})
        else:
            self.options.values["scrolloff"] = 0
            yield from source(self, vimrc)
        if name:
            self.options.values["readonly"] = readonly
            given = dict(self.options.values)
            read_in(self, name)
            self._file_type(given, plugins=vimrc is None or bool(re.search(r"filetype.*(plugin|indent)", vimrc)))
            if readonly and not self.bad:
                self.message = self.message.replace('" ', '" [readonly] ', 1)
        yield from run_autocommands(self)
        for command in commands:
            yield from self.execute(command)
        while self.done is None:
            yield from self.one_command()
            self.taken.clear()

    def _file_type(self, given: dict[str, bool | int | str], *, plugins: bool) -> None:
        """Follows vim runtime/ftplugin/yaml.vim; without `filetype plugin` a file's type changes nothing."""
        if self.options.text("filetype") != "yaml":
            return
        if plugins:
            self.options.values.update({"shiftwidth": 2, "softtabstop": 2, "expandtab": True})
        elif not given["syntax"]:
            self.options.values["filetype"] = ""

    def keys_of(self, text: str) -> list[str]:
        """Keys that a command was given as text."""
        return list(keys(text))


def _visual(mode: str) -> Callable[[Normal, int | None, str], Wanted[None]]:
    def command(at: Normal, count: int | None, register: str) -> Wanted[None]:
        assert isinstance(at, Vim)
        return at.visual_mode(mode)

    return command


def _line(at: Normal, count: int | None, register: str) -> Wanted[None]:
    assert isinstance(at, Vim)
    return at.command_line(count)


def _again(at: Normal, count: int | None, register: str) -> Wanted[None]:
    assert isinstance(at, Vim)
    return at.reselect()


def _leave(save: bool) -> Callable[[Normal, int | None, str], Wanted[None]]:
    def command(at: Normal, count: int | None, register: str) -> Wanted[None]:
        assert isinstance(at, Vim)
        try:
            if save and at.modified:
                write(at, at.name)
            at.done = 0
        except ExError as error:
            at.fail(str(error))
        yield from ()

    return command


NORMAL: dict[str, Command] = {
    **COMMANDS, **{key: _visual(mode) for key, mode in MODES.items()}, ":": _line, "gv": _again, "ZZ": _leave(True),
    "ZQ": _leave(False),
}  # fmt: skip
