"""Vim's regular expressions as re2's, and what stands in for a match."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

CLASSES = {
    "s": r"[ \t]", "S": r"[^ \t]", "d": "[0-9]", "D": "[^0-9]", "w": "[0-9A-Za-z_]", "W": "[^0-9A-Za-z_]",
    "a": "[A-Za-z]",
    "A": "[^A-Za-z]", "l": "[a-z]", "L": "[^a-z]", "u": "[A-Z]", "U": "[^A-Z]", "x": "[0-9A-Fa-f]", "h": "[A-Za-z_]",
    "i": "[0-9A-Za-z_]", "k": "[0-9A-Za-z_]", "f": "[0-9A-Za-z_/.,+~#$%=-]", "p": "[ -~]", "<": r"\b", ">": r"\b",
    "t": r"\t", "n": r"\n", "r": r"\r", "e": r"\x1b",
}  # fmt: skip


@lru_cache(maxsize=64)
def compiled(pattern: str, *, ignore: bool, smart: bool) -> Any:
    """The expression; raises ValueError when it is none."""
    case = "\\C" not in pattern
    fold = "\\c" in pattern or (ignore and case and not (smart and any(char.isupper() for char in pattern)))
    try:
        return re2.compile(("(?i)" if fold else "") + _translated(pattern))
    except re2.error as error:
        raise ValueError(f"E486: Pattern not found: {pattern}") from error


def _translated(pattern: str) -> str:
    out, i, very = "", 0, False
    while i < len(pattern):
        char = pattern[i]
        if char == "\\" and i + 1 < len(pattern):
            char, i = pattern[i + 1], i + 2
            if char in "vVmM":
                very = char == "v"
            elif char in "cC":
                pass
            elif char in "(){+?=|":
                out, i = (out + re.escape(char), i) if very else _special(out, pattern, char, i)
            elif char == "z" and pattern[i : i + 1] in ("s", "e"):
                i += 1
            else:
                out += CLASSES.get(char) or re.escape(char)
            continue
        i += 1
        if char == "[" and (end := _end_of_set(pattern, i)) > 0:
            out += "[" + pattern[i:end].replace("[", "\\[") + "]"
            i = end + 1
        elif very and char in "(){+?=|<>":
            out, i = (out + r"\b", i) if char in "<>" else _special(out, pattern, char, i)
        elif char in ".*":
            out += char if char == "." or out else "\\*"
        elif char == "^" and (not out or out.endswith(("(", "|"))):
            out += "^"
        elif char == "$" and (
            i == len(pattern) or pattern[i : i + 2] in ("\\|", "\\)") or (very and pattern[i] in "|)")
        ):
            out += "$"
        else:
            out += re.escape(char)
    return out


def _special(out: str, pattern: str, char: str, i: int) -> tuple[str, int]:
    if char == "{":
        found = re.compile(r"(-?)(\d*)(,?)(\d*)\\?\}").match(pattern, i)
        if found is None:
            return out + re.escape(char), i
        lazy, least, comma, most = found.groups()
        bounds = f"{{{least or 0}{comma}{most}}}" if least or most else "*"
        return out + bounds + ("?" if lazy else ""), found.end()
    return out + ("?" if char == "=" else char), i


def _end_of_set(pattern: str, i: int) -> int:
    start = i + 1 if pattern[i : i + 1] == "^" else i
    return pattern.find("]", start + 1)


def replaced(found: Any, text: str) -> str:
    """What `:s` puts in place of a match: `&`, `\\1`, `\\r` for a new line, `\\u` and its like."""
    out, i, once, all_ = "", 0, "", ""
    while i < len(text):
        char, i = text[i], i + 1
        piece = char
        if char == "&":
            piece = found.group(0)
        elif char == "\\" and i < len(text):
            char, i = text[i], i + 1
            if char in "uUlLeE":
                once, all_ = (char, all_) if char in "ul" else ("", "" if char in "eE" else char)
                continue
            piece = _escaped(found, char)
        if all_:
            piece = piece.upper() if all_ == "U" else piece.lower()
        if once and piece:
            piece, once = (piece[0].upper() if once == "u" else piece[0].lower()) + piece[1:], ""
        out += piece
    return out


def _escaped(found: Any, char: str) -> str:
    if char.isdigit():
        return (found.group(int(char)) or "") if int(char) <= found.re.groups else ""
    return {"n": "\0", "r": "\n", "t": "\t"}.get(char, char)
