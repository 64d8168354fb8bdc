"""Reads JSON texts as they come: values as soon as they are complete, and where something is wrong.

Arrays and objects that Python's own decoder reads as jq does are left to it; what it refuses is read token by token,
which finds jq's words for the mistake. Follows jqlang/jq src/jv_parse.c and src/util.c.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.host.jq.building import MistakeError, Stream, Whole, literal, unescaped
from app.host.jq.values import JqError, Literal, Value

LINE_BYTES = 4095  # of a line that jq reads at once
_TOKEN = re.compile(
    r'(?P<blank>[ \t\r\n]+)|(?P<sign>[\[\]{},:])|"(?P<string>(?:[^"\\]|\\.)*)"|(?P<word>[^ \t\r\n\[\]{},:"]+)', re.S
)
_BRACKET = re.compile(r'[\[{]|[\]}]|"(?:[^"\\]|\\.)*(?:"|(?P<open>\\?\Z))', re.S)
_UNUSUAL = re.compile(r"\\u[dD][89a-fA-F]|[:\[,]\s*-0")
MARK = "\ufeff"


class ParseError(JqError):
    """What is no JSON."""


def _refused(name: str) -> Value:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_float=Literal.of, parse_constant=_refused)


@dataclass(frozen=True)
class Read:
    """A value, and the number of lines that were read when it was complete."""

    value: Value
    lines: int


class Reader:
    """JSON texts, one after the other, from bytes that come in pieces."""

    def __init__(self, make: Callable[[], Whole | Stream] = Whole) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._make = make
        self._text = ""  # what is not read yet, from the beginning of a token or container
        self._line_start = ""  # what stands before it in its line
        self._lines = 0  # whole lines before it
        self._depth = 0  # brackets that are open in it, when it begins with one
        self._more: list[str] = []  # what came since, without the end of that
        self._carry = ""  # the beginning of a string, whose end did not come yet
        self._first = True
        self._builder = make()

    def feed(self, data: bytes, end: bool = False) -> Iterator[Read]:
        """Values that are complete with these bytes; ParseError after them."""
        text = self._decoder.decode(data, end)
        if self._depth and not end and not self._closes(text):
            self._more.append(text)
            return
        self._text = "".join([self._text, *self._more, text])
        self._more.clear()
        self._depth = 0
        if self._first and self._text:
            self._text, self._first = self._text.removeprefix(MARK), False
        if self._make is Whole:
            yield from self._values(end)
        else:
            yield from self._tokens(self._text, end)
        if end and (self._text or self._builder.inside):
            yield from self._tokens(self._text, end)

    # -- whole containers at once

    def _values(self, end: bool) -> Iterator[Read]:
        while True:
            found = _TOKEN.match(self._text)
            if found is None:
                return
            if found["sign"] in ("[", "{"):
                until = self._closing()
                if until is None:
                    return
                yield from self._container(until)
            elif found["blank"]:
                self._pass(found.end())
            elif found["word"] and found.end() == len(self._text) and not end:
                return
            else:
                until = found.end() + (1 if found["word"] and found.end() < len(self._text) else 0)
                yield from self._tokens(self._text[:until], end and until == len(self._text), len(found[0]))

    def _closing(self) -> int | None:
        """Where the container at the beginning ends, as far as brackets tell; None while it is open."""
        self._depth, self._carry = 0, ""
        return self._end_in(self._text)

    def _closes(self, text: str) -> bool:
        """Whether the open container ends in what comes now."""
        return self._end_in(self._carry + text) is not None

    def _end_in(self, text: str) -> int | None:
        for found in _BRACKET.finditer(text):
            if found["open"] is not None:
                self._carry = text[found.start() :]
                return None
            letter = found[0][0]
            self._depth += (letter in "[{") - (letter in "]}")
            if not self._depth:
                return found.end()
        self._carry = ""
        return None

    def _container(self, until: int) -> Iterator[Read]:
        text = self._text[:until]
        try:
            if _UNUSUAL.search(text):
                raise ValueError(text)
            value = _DECODER.decode(text)
        except (ValueError, RecursionError):
            yield from self._tokens(text, False)
            return
        lines = self._lines_at(until)
        self._pass(until)
        yield Read(value, lines)

    # -- token by token

    def _tokens(self, text: str, end: bool, taken: int | None = None) -> Iterator[Read]:
        """Read some of the text: values, and then a mistake if there is one. `taken` of it is passed, or all."""
        builder, at = self._builder, 0
        try:
            for found in _TOKEN.finditer(text):
                if found.start() != at:
                    break
                if found["word"]:
                    if found.end() == len(text) and not end:
                        break
                    at = min(found.end() + 1, len(text))
                    builder.value(literal(found["word"]))
                elif found["string"] is not None:
                    at = found.end()
                    builder.value(unescaped(found["string"]))
                elif found["sign"]:
                    at = found.end()
                    builder.token(found["sign"])
                lines = self._lines_at(max(found.end(), at)) if not end or at < len(text) else self._all_lines()
                for value in builder.done():
                    yield Read(value, lines)
                at = found.end()
        except MistakeError as mistake:
            ending = " at EOF" if end and at == len(text) and found["word"] and found.end() == at else ""
            raise self._error(f"{mistake}{ending}", at) from None
        if end and at < len(text):
            raise self._error("Unfinished string at EOF", len(text))
        if end and builder.inside:
            raise self._error("Unfinished JSON term at EOF", len(text))
        self._pass(at if taken is None else taken)

    # -- positions

    @property
    def lines(self) -> int:
        """Whole lines read so far."""
        return self._all_lines()

    def _pass(self, until: int) -> None:
        passed = self._text[:until]
        self._text = self._text[until:]
        before, newline, after = passed.rpartition("\n")
        self._lines += before.count("\n") + bool(newline)
        self._line_start = after if newline else self._line_start + after
        self._depth = 0

    def _all_lines(self) -> int:
        return self._lines + self._text.count("\n")

    def _lines_at(self, until: int) -> int:
        """Lines read when the text up to there is: jq reads whole lines, long ones in parts."""
        count = self._lines + self._text.count("\n", 0, until)
        if until and self._text[until - 1] == "\n":
            return count
        newline = self._text.find("\n", until)
        if newline < 0:
            return count
        start = self._text.rfind("\n", 0, until) + 1
        before = len(self._line_start.encode()) if not start else 0
        if newline - until >= LINE_BYTES:
            return count
        here = before + len(self._text[start:until].encode("utf-8", "replace"))
        ending = here + len(self._text[until : newline + 1].encode("utf-8", "replace"))
        return count + ((here - 1) // LINE_BYTES == (ending - 1) // LINE_BYTES)

    def _error(self, mistake: str, at: int) -> ParseError:
        text = self._line_start + self._text[:at]
        column = len(text.rpartition("\n")[2].encode("utf-8", "replace"))
        line = self._lines + text.count("\n") + 1
        return ParseError(f"{mistake} at line {line}, column {column}")


def parse(text: str) -> Value:
    """The one value that a text holds; ParseError with jq's words otherwise. Follows jv_parse_sized."""
    reader = Reader()
    try:
        found = [one.value for one in reader.feed(text.encode("utf-8", "surrogatepass"), end=True)]
        if not found:
            raise ParseError("Expected JSON value")
        if len(found) > 1:
            raise ParseError("Unexpected extra JSON values")
    except ParseError as wrong:
        raise ParseError(f"{wrong.value} (while parsing '{text}')") from None
    return found[0]
