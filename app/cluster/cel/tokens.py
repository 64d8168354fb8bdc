"""From text to tokens.

Follows cel-go parser/gen/CEL.g4 and parser/unescape.go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.cluster.cel.tree import Issues
from app.cluster.cel.values import Uint

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n\f]+|//[^\n]*)
  | (?P<string>(?:[bB][rR]?|[rR][bB]?)?(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''))
  | (?P<raw>(?:[rR][bB]?|[bB][rR])(?:"[^"\n\r]*"|'[^'\n\r]*'))
  | (?P<text>[bB]?(?:"(?:\\.|[^\\"\n\r])*"|'(?:\\.|[^\\'\n\r])*'))
  | (?P<float>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<uint>(?:0x[0-9a-fA-F]+|\d+)[uU])
  | (?P<int>0x[0-9a-fA-F]+|\d+)
  | (?P<name>[_a-zA-Z][_a-zA-Z0-9]*)
  | (?P<symbol>==|!=|<=|>=|&&|\|\||[\[\]{}().,?:<>!+\-*/%])
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORDS = {"in", "true", "false", "null"}
_ESCAPES = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34, "`": 96, "?": 63}
_ESCAPE = re.compile(r"\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))", re.DOTALL)


@dataclass(frozen=True)
class Token:
    """`kind` is name, literal, end, or the symbol or keyword itself."""

    kind: str
    text: str
    at: int
    value: Any = None


def tokenize(source: str, issues: Issues) -> list[Token]:
    """The tokens, the last of kind `end`; what is none is noted and left out."""
    found: list[Token] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            issues.add(at, f"Syntax error: token recognition error at: '{_unknown(source, at)}'")
            at += len(_unknown(source, at))
            continue
        kind, text = str(match.lastgroup), match.group()
        if kind != "space":
            found.append(_token(kind, text, at, issues))
        at = match.end()
    return [*found, Token("end", "<EOF>", len(source))]


def _unknown(source: str, at: int) -> str:
    if source[at] in "\"'":  # a string that never ends is taken whole
        return source[at:]
    # Half of a symbol takes the character after it along, as ANTLR's lexer does.
    return source[at : at + 2] if source[at] in "=&|" else source[at]


def _token(kind: str, text: str, at: int, issues: Issues) -> Token:
    if kind == "symbol" or (kind == "name" and text in _KEYWORDS):
        return Token(text, text, at)
    if kind == "name":
        return Token("name", text, at)
    try:
        return Token("literal", text, at, _value(kind, text))
    except (ValueError, OverflowError) as problem:
        issues.add(at, str(problem))
        return Token("literal", text, at, 0)


def _value(kind: str, text: str) -> Any:
    if kind == "float":
        return float(text)
    if kind in {"int", "uint"}:
        number = int(text.rstrip("uU"), 0 if text[:2] == "0x" else 10)
        if kind == "uint":
            if number >= 2**64:
                raise ValueError("invalid uint literal")
            return Uint(number)
        if number > 2**63:  # the sign, if any, is not known yet
            raise ValueError("invalid int literal")
        return number
    prefix = text[: re.search("[\"']", text).start()].lower()  # type: ignore[union-attr]
    body = text[len(prefix) :]
    quotes = 3 if body[:3] in {'"""', "'''"} else 1
    body = body[quotes:-quotes]
    if "b" in prefix:
        return _bytes(body, raw="r" in prefix)
    return body if "r" in prefix else _ESCAPE.sub(lambda match: chr(_code(match)), body)


def _bytes(body: str, *, raw: bool) -> bytes:
    if raw:
        return body.encode()
    result, at = b"", 0
    for match in _ESCAPE.finditer(body):
        code = _code(match)
        result += body[at : match.start()].encode()
        result += bytes([code]) if match[1] or match[4] else chr(code).encode()
        at = match.end()
    return result + body[at:].encode()


def _code(match: re.Match[str]) -> int:
    for group in (1, 2, 3):
        if match[group]:
            return int(match[group], 16)
    if match[4]:
        return int(match[4], 8)
    if match[5] not in _ESCAPES:
        raise ValueError("unable to unescape string")
    return _ESCAPES[match[5]]
