"""Where the cursor stands in a YAML text that is being written: the fields around it, by their indentation.

What is being written is no YAML yet most of the time, so lines are looked at, not documents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ITEM = "[]"  # in a path: an item of a list
_DASHES = re.compile(r"(\s*)((?:- +|-$)*)")
_KEY = re.compile(r"""("[^"]*"|'[^']*'|[\w./$-][\w./$ -]*?)\s*:(\s+|$)""")
_SEPARATOR = re.compile(r"---(\s|$)")
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(#.*)?$")


@dataclass(frozen=True)
class Context:
    """`path` leads to what the cursor is in, `key` is the field whose value is written (empty: a field's name is).

    `word` is what is written of it already; `siblings` are the fields that are there besides.
    """

    path: tuple[str, ...]
    key: str
    word: str
    siblings: frozenset[str]
    api_version: str
    kind: str
    namespace: str


@dataclass(frozen=True)
class _Line:
    """`marks` are what begins in a line: ITEM or a key, and its column. `value` is what follows the last key."""

    marks: tuple[tuple[int, str], ...]
    column: int  # of what follows the dashes
    value: str = ""

    @property
    def key(self) -> str:
        return self.marks[-1][1] if self.marks and self.marks[-1][1] != ITEM else ""


def context_at(text: str, row: int, column: int) -> Context | None:
    """What is being written at a place, whose column counts characters; None in comments and blocks of text."""
    lines = text.split("\n")
    if row >= len(lines):
        return None
    first, last = _bounds(lines, row)
    here = lines[row][:column]
    if re.search(r"(^|\s)#", here):
        return None
    now = _line(here)
    blanks = not here.strip()
    at = column if blanks else now.column
    around = [_line(one) for one in lines[first:last]]
    path = _path(around, row - first, at, now)
    if path is None:
        return None
    names = frozenset(_siblings(around, row - first, at))
    top = _top(lines[first:last])
    if now.key:
        return Context(path, now.key, now.value, names, *top)
    return Context(path, "", here[now.column :] if not blanks else "", names, *top)


def _bounds(lines: Sequence[str], row: int) -> tuple[int, int]:
    first, last = row, row + 1
    while first > 0 and not _SEPARATOR.match(lines[first - 1]):
        first -= 1
    while last < len(lines) and not _SEPARATOR.match(lines[last]):
        last += 1
    return first, last


def _line(text: str) -> _Line:
    if not text.strip() or text.lstrip().startswith("#"):
        return _Line((), len(text))
    found = _DASHES.match(text)
    assert found is not None
    marks = [(at, ITEM) for at in range(found.end(1), found.end(2)) if text[at] == "-"]
    column = found.end(2)
    if key := _KEY.match(text, column):
        return _Line((*marks, (column, key[1].strip("\"'"))), column, text[key.end() :])
    return _Line(tuple(marks), column)


def _path(lines: Sequence[_Line], row: int, at: int, now: _Line) -> tuple[str, ...] | None:
    """The fields above, from the document on; None inside a block of text."""
    found: list[str] = []
    limit = at
    for column, mark in reversed(now.marks):
        if mark == ITEM and column < limit:
            found.append(ITEM)
            limit = column
    for line in reversed(lines[:row]):
        for column, mark in reversed(line.marks):
            item = mark == ITEM
            if column < limit or (column == limit and not item and found and found[-1] == ITEM):
                if not found and mark == line.key and _BLOCK.match(line.value.strip()):
                    return None
                found.append(mark)
                limit = column
        if limit == 0 and found and found[-1] != ITEM:
            break
    return tuple(reversed(found))


def _siblings(lines: Sequence[_Line], row: int, at: int) -> list[str]:
    """The other fields of the same mapping."""
    found: list[str] = []
    for part, step in ((range(row - 1, -1, -1), -1), (range(row + 1, len(lines)), 1)):
        if step < 0 and any(mark == ITEM for _, mark in lines[row].marks):
            continue  # this line begins the item
        for other in part:
            marks = lines[other].marks
            if not marks:
                continue
            begins = marks[0][1] == ITEM and marks[0][0] < at
            if (marks[0][0] < at and not begins) or (begins and step > 0) or marks[-1][0] < at:
                break
            found += [mark for column, mark in marks if column == at and mark != ITEM]
            if begins:
                break
    return found


def _top(lines: Sequence[str]) -> tuple[str, str, str]:
    values = {"apiVersion": "", "kind": "", "namespace": ""}
    for line in lines:
        if found := re.match(r"""(apiVersion|kind|  namespace):\s*["']?([\w./-]+)""", line):
            values[found[1].strip()] = found[2]
    return values["apiVersion"], values["kind"], values["namespace"]
