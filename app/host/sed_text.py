"""Escapes in the text of sed's commands a, i and c, which bashkit's sed prints as their letters.

GNU sed makes `\\n` there a new line and `\\t` a tab. So `sed '/x/a one\\ntwo'` gets its text with a backslash and a
real newline before bashkit reads it. Follows GNU sed 4.9 sed/compile.c: compile_program, read_text, normalize_text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.host.bash.script import Word

RUNNERS = ("xargs", "find", "command", "time", "exec")
SPELLED = {"n": "\\\n", "t": "\t", "f": "\f", "v": "\v", "a": "\a", "r": "\r"}
_ESCAPE = re.compile(r"\\([ntfvar])")
_OPTION = re.compile(r"-(?:-expression=|[nrEsuz]*e)")
_PLACE = re.compile(r"[\s;{}!,+~0-9$]+|I(?=[\s,!{a-zA-Z])")
_LINE = re.compile(r"[^\n]*")
_NAME = re.compile(r"[^;\n}]*")
Edit = tuple[int, int, str]
Piece = tuple[str, int, int, str]  # a character, where it stands in the word, and the quotes around it


def edits(words: Sequence[Word]) -> list[Edit]:
    """Changes of a command line's text: the escapes in the words of a sed spelled out."""
    found = []
    names = [number for number, word in enumerate(words) if word.text == "sed"]
    runs = names and (names[0] == 0 or words[0].text in RUNNERS)
    for word in words[names[0] :] if runs else ():
        if not _ESCAPE.search(word.text):
            continue
        pieces = list(_pieces(word.text))
        for where in _escapes("".join(piece[0] for piece in pieces)):
            (_, start, _, quotes), (letter, _, end, around) = pieces[where], pieces[where + 1]
            if quotes == around != "":
                text = SPELLED[letter].replace("\\", "\\\\") if quotes == '"' else SPELLED[letter]
                found.append((word.start + start, word.start + end, text))
    return found


def _escapes(script: str) -> Iterator[int]:
    """Where the escapes stand in the texts of a, i and c."""
    at = found.end() if (found := _OPTION.match(script)) else 0
    while at < len(script):
        if skipped := _PLACE.match(script, at):
            at = skipped.end()
        elif script[at] in "/\\":
            at = _behind(script, at + (script[at] == "\\"), 1)
        elif script[at] in "sy":
            at = _behind(script, at + 1, 2)
            at = _NAME.match(script, at).end()  # type: ignore[union-attr]  # it matches nothing at least
        elif script[at] in "aic":
            begin, at = _text(script, at + 1)
            yield from _in_text(script, begin, at)
        else:
            form = _LINE if script[at] in "#rRwWe" else _NAME
            at = max(at + 1, form.match(script, at).end())  # type: ignore[union-attr]


def _behind(script: str, at: int, parts: int) -> int:
    """Behind the delimited parts that begin with the delimiter at a place."""
    if at >= len(script):
        return at
    delimiter, at = script[at], at + 1
    while at < len(script) and parts:
        char = script[at]
        if char == "\\":
            at += 1
        elif char == delimiter:
            parts -= 1
        at += 1
    return at


def _text(script: str, at: int) -> tuple[int, int]:
    """Where a text begins and ends: behind `a\\` and its newline, up to a newline without a backslash."""
    while script[at : at + 1] in (" ", "\t"):
        at += 1
    if script[at : at + 1] == "\\":
        at += 1
    end = at + (script[at : at + 1] == "\n")
    while end < len(script) and script[end] != "\n":
        end += 2 if script[end] == "\\" else 1
    return at, min(end, len(script))


def _in_text(script: str, begin: int, end: int) -> Iterator[int]:
    at = begin
    while at < end - 1:
        if script[at] == "\\":
            if script[at + 1] in SPELLED:
                yield at
            at += 1
        at += 1


def _pieces(word: str) -> Iterator[Piece]:
    """The characters of a word without its quotes; expansions stay as they are written."""
    at, quotes = 0, ""
    while at < len(word):
        char = word[at]
        if char in "'\"" and quotes in ("", char):
            quotes = "" if quotes else char
        elif char == "\\" and quotes != "'" and at + 1 < len(word) and (not quotes or word[at + 1] in '\\"$`\n'):
            if word[at + 1] != "\n":
                yield word[at + 1], at, at + 2, quotes
            at += 1
        else:
            yield char, at, at + 1, quotes
        at += 1
