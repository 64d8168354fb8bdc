"""Normal mode: counts, registers, operators, motions, and the commands of one key."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from app.host.vim.core import Register, Span, Wanted
from app.host.vim.insert import Inserting
from app.host.vim.motions import MOTIONS, Target, found_in_line
from app.host.vim.objects import text_object
from app.host.vim.operators import joined, operate, put, span_between
from app.host.vim.searching import Searching

Command = Callable[["Normal", int | None, str], Wanted[None]]

OPERATORS = ("d", "c", "y", "<", ">", "=", "g~", "gu", "gU", "!")
SAME = {
    "x": "dl", "<Del>": "dl", "X": "dh", "D": "d$", "C": "c$", "s": "cl", "S": "cc", "Y": "yy", "&": ":s\r",
}  # fmt: skip
NUMBER = re.compile(r"-?\d+")


class Normal(Inserting, Searching):
    """Commands on the text."""

    def prefix(self) -> Wanted[tuple[int | None, str, str]]:
        """A count, a register and the key behind them (with `g`, `z` and `Z`: two keys)."""
        count, register = "", '"'
        while True:
            key = yield from self.key()
            if key.isdecimal() and key.isascii() and (key != "0" or count):
                count += key
            elif key == '"':
                register = yield from self.key()
            else:
                break
        if key in ("g", "z", "Z"):
            key += yield from self.key()
        return (min(int(count), 1_000_000) if count else None), register, key

    def motion(self, key: str, count: int | None) -> Wanted[Target | None]:
        """Where a key goes; also those that want another key."""
        if key in ("f", "F", "t", "T"):
            char = yield from self.key()
            self.sought = (key, "\t" if char == "<Tab>" else char)
            return found_in_line(self, key, self.sought[1], count or 1)
        if key in (";", ","):
            sign, char = self.sought
            if not sign:
                return None
            return found_in_line(self, sign if key == ";" else sign.swapcase(), char, count or 1, again=True)
        if key in ("'", "`"):
            return self._mark((yield from self.key()), line=key == "'")
        if key in ("/", "?"):
            typed = yield from self.entry(key, earlier=self.searched)
            if typed is None:
                return None
            self.pattern, self.backwards = typed.split(key)[0] or self.pattern, key == "?"
            self.searched.append(self.pattern)
            key = "n"
            self.say(("?" if self.backwards else "/") + self.pattern)
        if key in ("*", "#"):
            word = self.word_here()
            if not word:
                self.fail("E348: No string under cursor")
                return None
            self.pattern, self.backwards = word, key == "#"
            self.say(("?" if self.backwards else "/") + word)
            key = "n"
        if key in ("n", "N"):
            self.highlight = True
            return self.search(self.pattern, backwards=self.backwards != (key == "N"), count=count or 1)
        move = MOTIONS.get(key)
        return None if move is None else move(self, count)

    searched: list[str]
    macros: dict[str, list[str]]
    last_macro: str

    def _mark(self, name: str, *, line: bool) -> Target | None:
        place = self.marks.get("'" if name == "`" else name)
        if place is None:
            self.fail("E20: Mark not set")
            return None
        row = min(place[0], len(self.lines) - 1)
        return Target(row, self.first(row), "line") if line else Target(row, place[1])

    def one_command(self) -> Wanted[None]:
        """A command of normal mode, whole."""
        self.mode = "normal"
        before, row, col = list(self.lines), self.row, self.col
        start, was = len(self.taken), self.mode
        count, register, key = yield from self.prefix()
        if key not in (":", "<C-g>"):
            self.message = ""
        yield from self._command(key, count, register)
        self.mode = was
        changed = before != self.lines
        if key not in ("u", "<C-r>", "U") and changed:
            self.remember(before, row, col)
            self.marks["."] = (self.row, self.col)
        if key not in ("u", "<C-r>", ".", ":", "@", "q", "Q") and (changed or key in ("i", "a", "A", "I")):
            self.dot = self.taken[start:]
        if self.mode == "normal":
            self.go(self.row, self.col if self.want != math.inf else math.inf, keep=True)

    def _command(self, key: str, count: int | None, register: str) -> Wanted[None]:
        if key in SAME:
            again = SAME[key]
            whole = f'"{register}' + (str(count) if count and key not in ("D", "C") else "") + again
            self.replay([*whole] if key != "&" else [":", "s", "<Enter>"])
            taken = len(self.taken)
            count, register, key = yield from self.prefix()
            yield from self._command(key, count, register)
            del self.taken[taken:]
        elif key in OPERATORS:
            yield from self._operator(key, count, register)
        elif (command := self.commands.get(key)) is not None:
            yield from command(self, count, register)
        else:
            target = yield from self.motion(key, count)
            if target is None:
                return
            if key in ("G", "gg", "/", "?", "n", "N", "*", "#", "%", "{", "}", "'", "`", "H", "L", "M"):
                self.marks["'"] = (self.row, self.col)
            self.go(target.row, target.col, keep=target.keep)

    commands: Mapping[str, Command]

    def _operator(self, operator: str, count: int | None, register: str) -> Wanted[None]:
        more, _, key = yield from self.prefix()
        number = (count or 1) * (more or 1) if count or more else None
        span = yield from self._span(operator, key, number)
        if span is None:
            return
        if operator == "c":
            yield from self.change(span, register)
        elif operator == "!":
            self.replay([*f":{span.start[0] + 1},{span.end[0] + 1}!"])
        else:
            operate(self, operator, span, register)

    def _span(self, operator: str, key: str, number: int | None) -> Wanted[Span | None]:
        if key in (operator, operator[-1]):
            last = self.row + (number or 1) - 1
            if last >= len(self.lines) and self.row == len(self.lines) - 1 and number:
                return None
            return Span((self.row, 0), (min(last, len(self.lines) - 1), 0), "line")
        if key in ("i", "a"):
            return text_object(self, key == "i", (yield from self.key()), number or 1)
        if operator == "c" and key in ("w", "W") and self.line[self.col : self.col + 1].strip():
            key = "e" if key == "w" else "E"
            line, at = self.line, self.col
            alone = at + 1 >= len(line) or not re.match(r"\w\w|[^\w\s]{2}" if key == "e" else r"\S\S", line[at:])
            if alone and (number or 1) == 1:
                return Span((self.row, at), (self.row, at), "char")
        forced = ""
        if key in ("v", "V"):
            forced, key = key, (yield from self.prefix())[2]
        target = yield from self.motion(key, number)
        if target is None:
            return None
        kind = {"v": "exclusive" if target.kind == "inclusive" else "inclusive", "V": "line"}.get(forced, target.kind)
        if operator == "d" and key in ("w", "W") and target.row > self.row and target.col <= self.first(target.row):
            end = target.row - 1  # the last word of a line: its end, not the next line
            return Span((self.row, self.col), (end, max(self.col, len(self.lines[end]) - 1)), "char")
        return span_between(self, target.row, target.col, kind)

    def change(self, span: Span, register: str) -> Wanted[None]:
        """c: delete, and type in its place."""
        if span.kind == "line":
            line = self.lines[span.start[0]]
            keep = self.options.on("autoindent") or self.options.text("filetype") == "yaml"
            indent = line[: len(line) - len(line.lstrip(" \t"))] if keep else ""
            self.store(register, Register("".join(f"{one}\n" for one in self.lines[span.start[0] : span.end[0] + 1]),
                                          "line"), deleted=True)  # fmt: skip
            self.lines[span.start[0] : span.end[0] + 1] = [indent]
            self.mode = "insert"
            self.go(span.start[0], len(indent))
        elif span.end >= span.start:
            self.mode = "insert"
            operate(self, "d", span, register)
            self.message = ""
        else:
            self.mode = "insert"
            self.go(*span.start)
        yield from self.insert_mode()

    def start_insert(self, key: str, count: int | None) -> Wanted[None]:
        """i, a, I, A, o, O, gi."""
        if not self.options.on("modifiable"):
            self.fail("E21: Cannot make changes, 'modifiable' is off")
            return
        if key in ("o", "O"):
            self.open_line(above=key == "O")
        else:
            self.mode = "insert"
            places = {
                "i": self.col, "a": self.col + 1, "A": len(self.line), "gI": 0,
                "I": len(self.line) - len(self.line.lstrip(" \t")),
            }  # fmt: skip
            if key == "gi":
                self.go(*self.marks.get("^", (self.row, self.col)))
            else:
                self.go(self.row, places["i" if key == "<Insert>" else key])
        yield from self.insert_mode(count or 1)


def _simple(act: Callable[[Normal, int | None, str], None]) -> Command:
    def command(at: Normal, count: int | None, register: str) -> Wanted[None]:
        act(at, count, register)
        yield from ()

    return command


def _put(after: bool, behind: bool = False) -> Command:
    def act(at: Normal, count: int | None, register: str) -> None:
        found = at.stored(register)
        if found is None or not found.text:
            at.fail(f"E353: Nothing in register {register}")
        else:
            put(at, found, count or 1, after=after, behind=behind)

    return _simple(act)


def _join(blank: bool) -> Command:
    def act(at: Normal, count: int | None, register: str) -> None:
        joined(at, at.row, at.row + max(1, (count or 2) - 1), blank=blank)

    return _simple(act)


def _swap_case(at: Normal, count: int | None, register: str) -> None:
    end = min(len(at.line), at.col + (count or 1))
    at.lines[at.row] = at.line[: at.col] + at.line[at.col : end].swapcase() + at.line[end:]
    at.go(at.row, end)


def _replace(at: Normal, count: int | None, register: str) -> Wanted[None]:
    char = yield from at.key()
    end = at.col + (count or 1)
    if char in ("<Esc>", "<C-c>") or end > len(at.line):
        return
    if char in ("<Enter>", "<C-j>"):
        at.lines[at.row : at.row + 1] = [at.line[: at.col], at.line[end:]]
        at.go(at.row + 1, 0)
        return
    char = "\t" if char == "<Tab>" else char[:1]
    at.lines[at.row] = at.line[: at.col] + char * (count or 1) + at.line[end:]
    at.go(at.row, end - 1)


def _times(act: Callable[[Normal], None]) -> Command:
    def several(at: Normal, count: int | None, register: str) -> None:
        for _ in range(min(count or 1, 1000)):
            act(at)

    return _simple(several)


def _repeat(at: Normal, count: int | None, register: str) -> None:
    keys = list(at.dot)
    if count and keys:
        while keys[0].isdecimal():
            keys.pop(0)
        keys = [*str(count), *keys]
    at.replay(keys)


def _record(at: Normal, count: int | None, register: str) -> Wanted[None]:
    if at.recording is not None:
        name, keys = at.recording
        at.recording = None
        at.macros[name] = keys[:-1]
        return
    name = yield from at.key()
    at.recording = (name, [])


def _play(at: Normal, count: int | None, register: str) -> Wanted[None]:
    name = yield from at.key()
    name = at.last_macro if name == "@" else name
    at.last_macro = name
    if name == ":":
        at.replay([":", "<Up>", "<Enter>"])
    else:
        at.replay(at.macros.get(name, []) * min(count or 1, 1000))


def _set_mark(at: Normal, count: int | None, register: str) -> Wanted[None]:
    at.marks[(yield from at.key())] = (at.row, at.col)


def _add(sign: int) -> Command:
    def act(at: Normal, count: int | None, register: str) -> None:
        found = next((one for one in NUMBER.finditer(at.line) if one.end() > at.col), None)
        if found is None:
            return
        number = str(int(found[0]) + sign * (count or 1))
        at.lines[at.row] = at.line[: found.start()] + number + at.line[found.end() :]
        at.go(at.row, found.start() + len(number) - 1)

    return _simple(act)


def _scroll(pages: float, *, lines: int = 0) -> Command:
    def act(at: Normal, count: int | None, register: str) -> None:
        step = lines * (count or 1) if lines else int(pages * (at.rows - 1) - (2 if abs(pages) == 1 else 0) * pages)
        if not lines and abs(pages) == 1:
            step *= count or 1
        at.top = max(0, min(at.top + step, len(at.lines) - 1))
        if lines:
            at.go(max(at.top, min(at.row, at.top + at.rows - 2)), at.want, keep=True)
        else:
            at.go(at.row + step, 0)
            at.go(at.row, at.first(at.row))

    return _simple(act)


def _place(where: str) -> Command:
    def act(at: Normal, count: int | None, register: str) -> None:
        at.top = max(0, {"t": at.row, "z": at.row - (at.rows - 1) // 2, "b": at.row - at.rows + 2}[where])

    return _simple(act)


def _status(at: Normal, count: int | None, register: str) -> None:
    size, percent = len(at.lines), (at.row + 1) * 100 // len(at.lines)
    changed = " [Modified]" if at.modified else ""
    at.say(f'"{at.name or "[No Name]"}"{changed} {size} line{"" if size == 1 else "s"} --{percent}%--')


def _insert(key: str) -> Command:
    return lambda at, count, register: at.start_insert(key, count)


def _replace_mode(at: Normal, count: int | None, register: str) -> Wanted[None]:
    at.mode = "replace"
    yield from at.insert_mode(count or 1, replace=True)


COMMANDS: dict[str, Command] = {
    **{key: _insert(key) for key in ("i", "a", "I", "A", "o", "O", "gi", "gI", "<Insert>")},
    "R": _replace_mode, "p": _put(True), "P": _put(False), "gp": _put(True, True), "gP": _put(False, True),
    "]p": _put(True), "J": _join(True), "gJ": _join(False), "~": _simple(_swap_case), "r": _replace,
    "u": _times(lambda at: at.undo()), "<C-r>": _times(lambda at: at.redo()), ".": _simple(_repeat),
    "q": _record, "@": _play, "m": _set_mark, "<C-a>": _add(1), "<C-x>": _add(-1), "<C-g>": _simple(_status),
    "<C-d>": _scroll(0.5), "<C-u>": _scroll(-0.5), "<C-f>": _scroll(1), "<C-b>": _scroll(-1), "<PageDown>": _scroll(1),
    "<PageUp>": _scroll(-1), "<C-e>": _scroll(0, lines=1), "<C-y>": _scroll(0, lines=-1),
    "zt": _place("t"), "zz": _place("z"), "zb": _place("b"), "z<Enter>": _place("t"), "z.": _place("z"),
    "z-": _place("b"), "<C-l>": _simple(lambda at, count, register: None),
    "<Esc>": _simple(lambda at, count, register: None),
    "<C-c>": _simple(lambda at, count, register: at.say("Type  :qa  and press <Enter> to exit Vim")),
}  # fmt: skip
