"""What an editor shows: lines, numbers, the bottom line, the cursor."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.host.vim.core import Core, ExError
from app.host.vim.editor import Vim

SHOWN_MODES = {
    "insert": "-- INSERT --", "replace": "-- REPLACE --", "visual": "-- VISUAL --", "v-line": "-- VISUAL LINE --",
    "v-block": "-- VISUAL BLOCK --",
}  # fmt: skip
KEY = re.compile(r"^(\s*(?:- +)*)([^\s#'\"\[\]{}&*!|>%@`-][^:#]*|-[^\s:#][^:#]*)(:)(?=\s|$)")
VALUE = re.compile(
    r"(?P<comment>(?:^|(?<=\s))#.*$)|(?P<text>\"(?:[^\"\\]|\\.)*\"|'[^']*')"
    r"|(?P<number>(?<![^\s\[{,])-?\d+(?:\.\d+)?(?=$|[\s,\]}]))|(?P<word>(?<![^\s\[{,])(?:true|false|null|~)(?=$|[\s,\]}]))"
)
KEYS, SIGNS, CONSTANTS, COMMENTS, NUMBERS, PLAIN = "36", "35", "31", "34", "33", ""
REVERSE, FOUND, NON_TEXT, ERROR = "7", "30;43", "94", "97;41"


@dataclass(frozen=True)
class Frame:
    """A screen: rows of text with escapes, and where the cursor is (from 0)."""

    rows: tuple[str, ...]
    cursor: tuple[int, int]


def drawn(frame: Frame, before: Frame | None) -> str:
    """What to write so that a screen with `before` on it has `frame`."""
    out = "\x1b[?25l"
    for number, row in enumerate(frame.rows):
        if before is None or number >= len(before.rows) or before.rows[number] != row:
            out += f"\x1b[{number + 1};1H{row}\x1b[m\x1b[K"
    return f"{out}\x1b[{frame.cursor[0] + 1};{frame.cursor[1] + 1}H\x1b[?25h"


def frame(at: Vim) -> Frame:
    """The screen as it should be; scrolls so that the cursor is on it."""
    height = max(1, at.rows - 1)
    _scroll(at, height)
    rows, cursor = list[str](), (0, 0)
    matches = _matches(at)
    row = at.top
    while row < len(at.lines) and len(rows) < height:
        pieces, place = _line(at, row, matches)
        if len(rows) + len(pieces) > height and rows and row != at.row:
            rows += ["\x1b[94m@"] * (height - len(rows))
            break
        if row == at.row:
            cursor = (min(len(rows) + place[0], height - 1), place[1])
        rows += pieces
        row += 1
    rows = rows[:height]
    rows += ["\x1b[94m~"] * (height - len(rows))
    bottom, column = _bottom(at)
    if column is not None:
        cursor = (height, column)
    return Frame((*rows, bottom), cursor)


def _scroll(at: Vim, height: int) -> None:
    margin = min(at.options.number("scrolloff"), (height - 1) // 2)
    if at.row < at.top + margin:
        at.top = max(0, at.row - margin)
    used = 0
    for row in range(at.row, -1, -1):
        used += _height(at, row)
        below = min(margin, len(at.lines) - 1 - at.row)
        if used > height - below:
            at.top = max(at.top, min(row + 1, at.row))
            break
    at.top = max(0, min(at.top, len(at.lines) - 1))


def _height(at: Vim, row: int) -> int:
    cells = sum(_cells(char) for char in at.lines[row].expandtabs(at.options.number("tabstop")))
    room = max(1, at.columns - _margin(at))
    return max(1, -(-cells // room)) if at.options.on("wrap") else 1


def _margin(at: Core) -> int:
    if not (at.options.on("number") or at.options.on("relativenumber")):
        return 0
    return max(at.options.number("numberwidth") - 1, len(str(len(at.lines)))) + 1


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _matches(at: Vim) -> object | None:
    if not (at.options.on("hlsearch") and at.highlight and at.pattern):
        return None
    try:
        return at.expression(at.pattern)  # type: ignore[no-any-return]
    except ExError:
        return None


def _number(at: Core, row: int) -> str:
    size = _margin(at)
    if not size:
        return ""
    away = abs(row - at.row)
    number = row + 1 if not at.options.on("relativenumber") or (not away and at.options.on("number")) else away
    left = at.options.on("relativenumber") and at.options.on("number") and not away
    text = f"{number:<{size - 1}} " if left else f"{number:>{size - 1}} "
    return f"\x1b[33m{text}\x1b[m"


def _line(at: Vim, row: int, matches: object | None) -> tuple[list[str], tuple[int, int]]:
    """A line as screen rows, and where the cursor stands in them."""
    line, tabs = at.lines[row], at.options.number("tabstop")
    margin, number = _margin(at), _number(at, row)
    room = max(1, at.columns - margin)
    colours = _colours(at, row, matches)
    rows, text, cells, colour, column = list[str](), "", 0, "", 0
    place: tuple[int, int] | None = None
    shown = [*line, "$"] if at.options.on("list") else [*line]
    for i, char in enumerate(shown):
        wanted = colours[i] if i < len(colours) else NON_TEXT
        piece, size = _piece(at, char, tabs, column)
        if cells + size > room and at.options.on("wrap"):
            rows.append(text + "\x1b[m")
            text, cells, colour = "", 0, ""
        if i == at.col and row == at.row:
            last = char == "\t" and at.mode not in ("insert", "replace") and not at.options.on("list")
            place = (len(rows), cells + (size - 1 if last else 0))
        if cells + size <= room:
            text += (f"\x1b[0;{wanted}m" if wanted else "\x1b[m") * (wanted != colour) + piece
            colour = wanted
        cells, column = cells + size, column + size
    if row == at.row and place is None:
        place = (len(rows), min(cells, room - 1)) if cells < room else (len(rows) + 1, 0)
        if cells >= room and at.mode in ("insert", "replace"):
            rows.append(text)
            text = ""
        elif cells >= room:
            place = (len(rows), room - 1)
    rows.append(text)
    filler = " " * margin
    whole = [(number if not i else filler) + one for i, one in enumerate(rows)]
    if at.options.on("cursorline") and row == at.row:
        whole = [f"\x1b[4m{one.replace(chr(27) + '[m', chr(27) + '[0;4m')}" for one in whole]
    place = place or (0, 0)
    return whole, (place[0], place[1] + margin)


def _piece(at: Core, char: str, tabs: int, column: int) -> tuple[str, int]:
    if char == "\t" and not at.options.on("list"):
        size = tabs - column % tabs
        return " " * size, size
    if ord(char) < 32 or ord(char) == 127:
        return f"^{chr(ord(char) ^ 64)}", 2
    return char, _cells(char)


def _colours(at: Vim, row: int, matches: object | None) -> list[str]:
    line = at.lines[row]
    colours = [PLAIN] * len(line)
    if at.options.text("syntax") not in ("", "off") and at.options.text("filetype") == "yaml":
        _yaml(line, colours)
    if matches is not None:
        for found in matches.finditer(line):  # type: ignore[attr-defined]
            colours[found.start() : found.end()] = [FOUND] * (found.end() - found.start())
    if at.mode in ("visual", "v-line", "v-block"):
        span = at.selected()
        if span.start[0] <= row <= span.end[0]:
            left = span.start[1] if span.kind == "char" and row == span.start[0] else 0
            right: float = span.end[1] + 1 if span.kind == "char" and row == span.end[0] else len(line)
            if span.kind == "block":
                left, right = span.columns[0], span.columns[1] + 1
            until = int(min(right, len(line)))
            colours[left:until] = [REVERSE] * max(0, until - left)
    return colours


def _yaml(line: str, colours: list[str]) -> None:
    start = 0
    if line.startswith(("---", "...")):
        colours[:3] = [SIGNS] * 3
        return
    if (found := KEY.match(line)) is not None:
        for i, char in enumerate(found[1]):
            colours[i] = SIGNS if char == "-" else PLAIN
        colours[found.start(2) : found.end(2)] = [KEYS] * len(found[2])
        colours[found.start(3)] = SIGNS
        start = found.end()
    elif (dash := re.match(r"\s*(?:- +)+", line)) is not None:
        for i, char in enumerate(dash[0]):
            colours[i] = SIGNS if char == "-" else PLAIN
        start = dash.end()
    for found in VALUE.finditer(line, start):
        kind = found.lastgroup or ""
        colour = {"comment": COMMENTS, "text": CONSTANTS, "number": CONSTANTS, "word": CONSTANTS}[kind]
        colours[found.start() : found.end()] = [colour] * (found.end() - found.start())


def _bottom(at: Vim) -> tuple[str, int | None]:
    """The last row, and the cursor's column when it is there."""
    if at.entered is not None:
        text = at.entered[-(at.columns - 1) :]
        return text, sum(map(_cells, text))
    if at.asked:
        return at.asked, min(len(at.asked), at.columns - 1)
    text = at.message
    if not text and at.options.on("showmode"):
        text = SHOWN_MODES.get(at.mode, "")
        if at.options.values["paste"] and at.mode in ("insert", "replace"):
            text = text.replace(" --", " (paste) --")
        text = f"\x1b[1m{text}\x1b[m" if text else ""
        text += f"recording @{at.recording[0]}" if at.recording else ""
    elif at.bad:
        text = f"\x1b[{ERROR}m{text[: at.columns - 1]}\x1b[m"
    if not at.options.on("ruler"):
        return text, None
    bare = re.sub(r"\x1b\[[\d;]*m", "", text)
    column = max(at.columns - 18, at.columns // 2)
    if sum(map(_cells, bare)) >= column:
        return (text if at.bad else text[: at.columns - 1]), None
    return text + " " * (column - sum(map(_cells, bare))) + _ruler(at), None


def _ruler(at: Core) -> str:
    line, tabs = at.line, at.options.number("tabstop")
    size = len(line[: at.col].encode()) + 1 if line or at.mode in ("insert", "replace") else 0
    column = 0
    for char in line[: at.col]:
        column += tabs - column % tabs if char == "\t" else _cells(char)
    if line[at.col : at.col + 1] == "\t" and at.mode not in ("insert", "replace"):
        column += tabs - column % tabs - 1
    shown = f"{size}" if size == column + 1 else f"{size}-{column + 1}"
    height = at.rows - 1
    where = "All" if len(at.lines) <= height else "Top" if not at.top else ""
    if not where:
        hidden = len(at.lines) - height
        where = "Bot" if at.top >= hidden else f"{at.top * 100 // max(1, at.top + len(at.lines) - at.top - height)}%"
    return f"{at.row + 1},{shown}".ljust(14) + where
