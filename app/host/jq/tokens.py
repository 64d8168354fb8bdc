"""The words of a jq program. Follows jqlang/jq src/lexer.l."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.host.jq.building import MistakeError, unescaped

KEYWORDS = frozenset(
    [
        "as",
        "import",
        "include",
        "module",
        "def",
        "if",
        "then",
        "else",
        "elif",
        "and",
        "or",
        "end",
        "reduce",
        "foreach",
        "try",
        "catch",
        "label",
        "break",
        "__loc__",
    ]
)
_OPERATORS = ("?//", "//=", "!=", "==", "//", "|=", "+=", "-=", "*=", "/=", "%=", "<=", ">=", "..")
_NAME = r"(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*"
_TOKEN = re.compile(
    r"(?P<blank>[ \n\t]+|\#[^\n]*)"
    r"|(?P<format>@[a-zA-Z0-9_]+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<field>\.[a-zA-Z_][a-zA-Z_0-9]*)"
    rf"|(?P<binding>\${_NAME})|(?P<name>{_NAME})"
    rf'|(?P<sign>{"|".join(map(re.escape, _OPERATORS))}|[.?=;,:|+\-*/%$<>\[{{("\])}}])'
)
_TEXT = re.compile(r'(?P<plain>[^\\"]+)|(?P<escapes>(?:\\[^u(]|\\u[a-zA-Z0-9]{0,4})+)', re.S)
_CLOSING = {"(": ")", "[": "]", "{": "}", "\\(": ")"}


@dataclass(frozen=True)
class Token:
    """A word: its kind as jq's messages name it, its text, and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int
    problem: str = ""  # a literal that is none


class _Lexer:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.open: list[str] = []  # brackets, and quotes in which it is inside
        self.found: list[Token] = []
        self.last = 0  # where the last thing started, blanks too: jq says that its end is there

    def add(self, kind: str, text: str, end: int, problem: str = "") -> None:
        self.found.append(Token(kind, text, self.at, end, problem))
        self.last, self.at = self.at, end

    def all(self) -> list[Token]:
        while self.at < len(self.source):
            if self.open and self.open[-1] == '"':
                self.in_string()
            else:
                self.outside()
        self.found.append(Token("end of file", "", self.last, self.at))
        return self.found

    def in_string(self) -> None:
        if self.source.startswith('"', self.at):
            self.open.pop()
            self.add("QQSTRING_END", '"', self.at + 1)
        elif self.source.startswith("\\(", self.at):
            self.open.append("\\(")
            self.add("QQSTRING_INTERP_START", "\\(", self.at + 2)
        elif (found := _TEXT.match(self.source, self.at)) is None:
            self.add("INVALID_CHARACTER", self.source[self.at], self.at + 1)
        elif found["plain"]:
            self.add("QQSTRING_TEXT", found[0], found.end())
        else:
            try:
                self.add("QQSTRING_TEXT", unescaped(found[0]), found.end())
            except MistakeError as wrong:
                problem = f"{wrong} at line 1, column {len(found[0]) + 2} (while parsing '\"{found[0]}\"')"
                self.add("QQSTRING_TEXT", "", found.end(), problem)

    def outside(self) -> None:
        found = _TOKEN.match(self.source, self.at)
        if found is None:
            self.add("INVALID_CHARACTER", self.source[self.at], self.at + 1)
            return
        kind, text = found.lastgroup, found[0]
        if kind == "blank":
            self.last, self.at = self.at, found.end()
        elif kind == "sign":
            self.sign(text)
        elif kind == "number":
            self.add("LITERAL", text, found.end())
        elif kind == "format":
            self.add("FORMAT", text[1:], found.end())
        elif kind == "field":
            self.add("FIELD", text[1:], found.end())
        elif kind == "binding":
            self.add("$__loc__" if text == "$__loc__" else "BINDING", text[1:], found.end())
        else:
            self.add(text if text in KEYWORDS - {"__loc__"} else "IDENT", text, found.end())

    def sign(self, text: str) -> None:
        end = self.at + len(text)
        if text == '"':
            self.open.append('"')
            self.add("QQSTRING_START", text, end)
        elif text in "([{":
            self.open.append(text)
            self.add(f"'{text}'", text, end)
        elif text in ")]}":
            if not self.open or _CLOSING[self.open[-1]] != text:
                self.add("INVALID_CHARACTER", text, end)
                return
            self.add("QQSTRING_INTERP_END" if self.open.pop() == "\\(" else f"'{text}'", text, end)
        else:
            self.add(f"'{text}'" if len(text) == 1 else text, text, end)


def tokens(source: str) -> list[Token]:
    """All words of a program, and its end."""
    return _Lexer(source).all()
