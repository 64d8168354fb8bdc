"""The colours in which jq shows JSON at a terminal. Follows jqlang/jq src/jv_print.c of 1.7."""

from __future__ import annotations

import re

RESET = "\x1b[0m"
NULL, SCALAR, STRING, NESTED, KEY = "\x1b[1;30m", "\x1b[0;39m", "\x1b[0;32m", "\x1b[1;39m", "\x1b[34;1m"
_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[\[\]{},:]|-?\d[\d.eE+-]*|true|false|null)(\s*)')


class _NotJSONError(Exception):
    pass


def coloured(text: str) -> str:
    """Printed values with colours; lines that are none (of `-r`) stay as they are."""
    out, at = [], 0
    while at < len(text):
        try:
            shown, end = _value(text, at)
        except (_NotJSONError, RecursionError):
            end = at
        newline = text.find("\n", end)
        newline = len(text) if newline < 0 else newline
        if end == at or newline != end:
            newline = text.find("\n", at)
            newline = len(text) if newline < 0 else newline
            shown = text[at:newline]
        out.append(shown + text[newline : newline + 1])
        at = newline + 1
    return "".join(out)


def _token(text: str, at: int) -> tuple[str, str, int]:
    """A token, the blanks behind it, and where it ends without them."""
    found = _TOKEN.match(text, at)
    if found is None:
        raise _NotJSONError
    return found[1], found[2], found.end(1)


def _value(text: str, at: int) -> tuple[str, int]:
    token, blanks, end = _token(text, at)
    if token not in ("[", "{"):
        if token in "]},:":
            raise _NotJSONError
        colour = STRING if token.startswith('"') else NULL if token == "null" else SCALAR
        return f"{colour}{token}{RESET}", end
    closing = "]" if token == "[" else "}"
    following, _, after = _token(text, end)
    if following == closing:
        return f"{NESTED}{token}{closing}{RESET}", after
    return _members(text, end + len(blanks), f"{NESTED}{token}{blanks}", closing)


def _members(text: str, at: int, shown: str, closing: str) -> tuple[str, int]:
    while True:
        if closing == "}":
            key, _, end = _token(text, at)
            colon, blanks, end = _token(text, end)
            if colon != ":" or not key.startswith('"'):
                raise _NotJSONError
            shown += f"{RESET}{KEY}{key}{RESET}{NESTED}:{blanks}{RESET}"
            at = end + len(blanks)
        value, end = _value(text, at)
        mark, blanks, after = _token(text, end)
        if mark == closing:
            between = text[end : after - 1]
            return f"{shown}{value}{NESTED}{between}{NESTED}{closing}{RESET}", after
        if mark != ",":
            raise _NotJSONError
        shown += f"{value}{NESTED},{blanks}"
        at = after + len(blanks)
