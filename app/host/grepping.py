"""grep where somebody looks on: line by line as it comes, with its colours. Follows GNU grep 3.11.

What it does not know (`-r`, `-c`, `-P`, back-references, ...) is left to bashkit's grep, which shows what it found at
the end.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import re2

SWITCHES = "ivwxonHhEFGse"
COLOUR = re.compile(r"--colou?r(?:=(always|auto|never))?")
LONG = {
    "--ignore-case": "i", "--invert-match": "v", "--word-regexp": "w", "--line-regexp": "x", "--only-matching": "o",
    "--line-number": "n", "--with-filename": "H", "--no-filename": "h", "--extended-regexp": "E",
    "--fixed-strings": "F", "--no-messages": "s", "--line-buffered": "",
}  # fmt: skip
VALUES = {"A": "A", "B": "B", "C": "C", "m": "m", "e": "e"}
END = b"\x1b[m\x1b[K"
MATCH, LINE, FILE, MARK = (b"\x1b[%sm\x1b[K" % code for code in (b"01;31", b"32", b"35", b"36"))
Matches = Sequence["re2._Match[bytes]"]
ANCHORS = ("(", "|", "^")


class UnknownError(Exception):
    """Something for bashkit's grep."""


@dataclass
class Search:
    """What is asked for; `colour` when matches are marked at a terminal."""

    switches: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)
    operands: list[str] = field(default_factory=list)
    colour: bool = False

    def number(self, letter: str) -> int:
        """A count; -1 when it is not given."""
        given = self.values.get(letter)
        if given is None:
            return -1
        if not given[-1].isdigit():
            raise UnknownError
        return int(given[-1])


def read(name: str, arguments: list[str]) -> Search:
    """The command line; UnknownError when there is more in it than is known here."""
    found, rest = Search(), list(arguments)
    if name != "grep":
        found.switches.add({"egrep": "E", "fgrep": "F"}[name])
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            found.operands += rest
            break
        if colour := COLOUR.fullmatch(argument):
            found.colour = colour[1] != "never"
        elif argument in LONG:
            found.switches.add(LONG[argument])
        elif re.fullmatch(r"-\d+", argument):
            found.values["C"] = [argument[1:]]
        elif re.fullmatch(r"-[A-Za-z].*", argument):
            _letters(found, argument[1:], rest)
        elif argument.startswith("-") and argument != "-":
            raise UnknownError
        else:
            found.operands.append(argument)
    if "e" not in found.values:
        if not found.operands:
            raise UnknownError
        found.values["e"] = [found.operands.pop(0)]
    return found


def _letters(found: Search, letters: str, rest: list[str]) -> None:
    for at, letter in enumerate(letters):
        if letter in VALUES:
            value = letters[at + 1 :] or (rest.pop(0) if rest else "")
            if not value:
                raise UnknownError
            found.values.setdefault(letter, []).append(value)
            return
        if letter not in SWITCHES:
            raise UnknownError
        found.switches.add(letter)


def pattern(search: Search) -> re2._Regexp[bytes]:
    """The expression that finds a match, the longest of the leftmost as POSIX wants it."""
    parts = [part for given in search.values["e"] for part in given.split("\n")]
    if "F" in search.switches:
        parts = [re2.escape(part) for part in parts]
    else:
        parts = [translated(part, extended="E" in search.switches) for part in parts]
    text = "|".join(f"(?:{part})" for part in parts)
    if "x" in search.switches:
        text = f"^(?:{text})$"
    elif "w" in search.switches:
        text = rf"\b(?:{text})\b"
    options = re2.Options()
    options.longest_match, options.log_errors = True, False
    options.case_sensitive = "i" not in search.switches
    try:
        return re2.compile(text.encode("utf-8", "surrogateescape"), options)
    except re2.error as error:
        raise UnknownError from error


def translated(given: str, *, extended: bool) -> str:
    """A POSIX expression in RE2's syntax; UnknownError when it has none."""
    out, at = "", 0
    while at < len(given):
        char = given[at]
        if char == "[":
            end = _bracket_end(given, at)
            out, at = out + given[at:end].replace("\\", "\\\\"), end
            continue
        if char == "\\":
            following = given[at + 1 : at + 2]
            if following.isdigit() or following in ("", "`", "'"):
                raise UnknownError
            out, at = out + _escaped(following, extended), at + 2
            continue
        starts = not out or out.endswith(ANCHORS)
        if char in "*" and starts:
            out += r"\*"
        elif extended and char in "+?{" and starts:
            raise UnknownError
        elif not extended and (char in "(){}|+?" or (char == "^" and not starts) or _inner_dollar(given, at)):
            out += "\\" + char
        else:
            out += char
        at += 1
    return out


def _inner_dollar(given: str, at: int) -> bool:
    rest = given[at + 1 :]
    return given[at] == "$" and bool(rest) and not rest.startswith((r"\)", r"\|"))


def _escaped(following: str, extended: bool) -> str:
    if following in "<>":
        return r"\b"
    if following in "bBwWsS":
        return "\\" + following
    if not extended and following in "(){}|+?":
        return following
    return str(re2.escape(following))


def _bracket_end(given: str, at: int) -> int:
    end = at + 1 + (given[at + 1 : at + 2] == "^")
    end += given[end : end + 1] == "]"
    while end < len(given) and given[end] != "]":
        if given[end : end + 2] in ("[:", "[.", "[="):
            closing = given.find(given[end + 1] + "]", end + 2)
            end = closing + 1 if closing >= 0 else end
        end += 1
    if end >= len(given):
        raise UnknownError
    return end + 1


class Printer:
    """Prints what one input has; `name` stands before its lines unless it is None."""

    def __init__(self, search: Search, name: str | None, write: Callable[[bytes], Awaitable[None]]) -> None:
        self.search, self.write, self.colour = search, write, search.colour
        self.name = name.encode("utf-8", "surrogateescape") if name is not None else None
        self.regexp = pattern(search)
        both = search.number("C")
        self.before = max(search.number("B") if "B" in search.values else both, 0)
        self.after = max(search.number("A") if "A" in search.values else both, 0)
        self.parted = max(search.number("A"), search.number("B"), both) >= 0
        self.found = 0
        self.follows = False  # something of another input stands above

    async def lines(self, lines: AsyncIterator[bytes]) -> bool:
        """Print the lines that are asked for; whether there were any."""
        waiting: list[tuple[int, bytes, Matches]] = []
        left, printed, most, number = 0, 0, self.search.number("m"), 0
        async for line in lines:
            number += 1
            matches = list(self.regexp.finditer(line))
            if bool(matches) != ("v" in self.search.switches):
                if most == 0:
                    break
                above = self.follows if not self.found else printed < number - len(waiting) - 1
                if self.parted and above:
                    await self.write(self._painted(MARK, b"--") + b"\n")
                for at, text, marked in waiting:
                    await self._print(at, text, b"-", marked)
                waiting, left, printed = [], self.after, number
                self.found += 1
                await self._print(number, line, b":", matches)
                if self.found == most:
                    if not left:
                        break
                    most = 0
            elif left:
                left, printed = left - 1, number
                await self._print(number, line, b"-", matches)
            elif most == 0 and self.found:
                break
            elif self.before:
                waiting = [*waiting, (number, line, matches)][-self.before :]
        return self.found > 0

    async def _print(self, number: int, line: bytes, mark: bytes, matches: Matches) -> None:
        spans = [found.span() for found in matches if found.end() > found.start()]
        if (mark == b":") == ("v" in self.search.switches):
            spans = []  # of these lines the matches are not what was asked for
        head = b""
        if self.name is not None:
            head += self._painted(FILE, self.name) + self._painted(MARK, mark)
        if "n" in self.search.switches:
            head += self._painted(LINE, b"%d" % number) + self._painted(MARK, mark)
        if "o" in self.search.switches:
            for start, end in spans if mark == b":" else ():
                await self.write(head + self._painted(MATCH, line[start:end]) + b"\n")
            return
        out, at = head, 0
        for start, end in spans:
            out += line[at:start] + self._painted(MATCH, line[start:end])
            at = end
        await self.write(out + line[at:] + b"\n")

    def _painted(self, colour: bytes, text: bytes) -> bytes:
        return colour + text + END if self.colour else text
