"""`!` in a typed line: events, the words of an event, and modifiers. Follows readline histexpand.c: history_expand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

EVENT = re.compile(r"!(?:(!)|(-?\d+)|\?([^?\n]*)\??|(?=[:$^*])|([^\s=(;&|<>\"'!$^*:]+))")
DESIGNATOR = re.compile(r"(?::(?=[\d^$*%-]))?(?:(\d+|\^|\$|%)?(-)(\d+|\$)?|(\d+|\^)(\*)|(\d+|\^|\$|\*|%))")
BARE = re.compile(r"(?=[\^$*%-])")  # what may stand there without a colon
WORD = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s;&|<>"'\\])+|&&|\|\||[;&|<>]+""")
QUICK = re.compile(r"\^([^^]+)\^([^^]*)(?:\^(.*))?", re.S)
CHANGE = re.compile(r":(g|a|G)?s(.)((?:\\.|(?!\2).)*)\2((?:\\.|(?!\2).)*)(?:\2|$)")
PLAIN: dict[str, Callable[[str], str]] = {
    "h": lambda text: text.rpartition("/")[0] if "/" in text else text,
    "t": lambda text: text.rpartition("/")[2],
    "r": lambda text: text.rpartition(".")[0] if "." in text else text,
    "e": lambda text: "." + text.rpartition(".")[2] if "." in text else text,
    "q": lambda text: "'" + text.replace("'", "'\\''") + "'",
    "x": lambda text: " ".join("'" + word.replace("'", "'\\''") + "'" for word in text.split()),
}


class ExpansionError(Exception):
    """An expansion that means nothing; the text is what bash says of it."""


@dataclass(frozen=True)
class Expanded:
    """A line with its events replaced. `shown_only` is for `:p`, which shows it and does not run it."""

    text: str
    shown_only: bool = False


def expand(line: str, lines: Sequence[str]) -> Expanded:
    """Replace what `!` and `^` mean in a line; `lines` are those before it, oldest first."""
    if found := QUICK.match(line):
        last, written = _event("!", lines), f":s{line}"
        if found[1] not in last:
            raise ExpansionError(f"{written}: substitution failed")
        return Expanded(last.replace(found[1], found[2], 1) + (found[3] or ""))
    out: list[str] = []
    at, quoted, shown_only = 0, "", False
    while at < len(line):
        char = line[at]
        if char == "#" and not quoted and (at == 0 or line[at - 1].isspace()):
            return Expanded("".join(out) + line[at:], shown_only)  # a comment
        if char == "\\" and quoted != "'":
            out.append(line[at : at + 2])
            at += 2
            continue
        if char in "'\"" and quoted in ("", char):
            quoted = "" if quoted else char
        if char == "!" and quoted != "'" and (match := EVENT.match(line, at)) and out[-1:] != ["$"]:
            text, at, printing = _replacement(match, lines)
            shown_only = shown_only or printing
            out.append(text)
            continue
        out.append(char)
        at += 1
    return Expanded("".join(out), shown_only)


def _replacement(match: re.Match[str], lines: Sequence[str]) -> tuple[str, int, bool]:
    """What an event, its words and its modifiers mean; where they end; whether it is only to be shown."""
    last, number, contains, prefix = match.groups()
    line, at = match.string, match.end()
    text = _event(last or number or prefix or "!", lines, contains)
    if (found := DESIGNATOR.match(line, at)) and (line[at] == ":" or BARE.match(line, at)):
        text, at = _words(text, found), found.end()
    printing = False
    while line[at : at + 1] == ":" and at + 1 <= len(line):
        if change := CHANGE.match(line, at):
            text, at = _changed(text, change), change.end()
            continue
        letter = line[at + 1 : at + 2]
        if letter == "p":
            printing = True
        elif letter in PLAIN and letter:
            text = PLAIN[letter](text)
        else:
            raise ExpansionError(f"{letter}: unrecognized history modifier")
        at += 2
    return text, at, printing


def _event(event: str, lines: Sequence[str], contains: str | None = None) -> str:
    try:
        if contains is not None:
            return next(line for line in reversed(lines) if contains in line)
        if event == "!":
            return lines[-1]
        if event.lstrip("-").isdigit():
            number = int(event)
            return lines[number] if number < 0 else lines[number - 1 if number else len(lines)]
        return next(line for line in reversed(lines) if line.startswith(event))
    except (IndexError, StopIteration):
        written = f"!{event}" if contains is None else f"!?{contains}?"
        raise ExpansionError(f"{written}: event not found") from None


def _words(text: str, found: re.Match[str]) -> str:
    """Some words of a line, counted from 0."""
    words = WORD.findall(text)
    first, dash, last, from_here, _, one = found.groups()
    if one == "*":
        return " ".join(words[1:])
    begin = _number(from_here or one or first or "0", words)
    end = begin
    if dash:
        end = _number(last, words) if last else len(words) - 2
    elif from_here:
        end = len(words) - 1
    if begin >= len(words) or end >= len(words):
        raise ExpansionError(f":{found[0].removeprefix(':')}: bad word specifier")
    return " ".join(words[begin : end + 1])


def _number(text: str, words: list[str]) -> int:
    return {"^": 1, "$": len(words) - 1, "%": len(words) - 1}[text] if text in "^$%" else int(text)


def _changed(text: str, change: re.Match[str]) -> str:
    """`:s/old/new/`, and `:gs` for all of them."""
    everywhere, separator, old, new = change.groups()
    old, new = (part.replace(f"\\{separator}", separator) for part in (old, new))
    if old not in text:
        raise ExpansionError(f"{change[0]}: substitution failed")
    return text.replace(old, new.replace("&", old)) if everywhere else text.replace(old, new.replace("&", old), 1)
