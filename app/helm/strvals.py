"""The language of --set: `a.b=1,c[0]=x,d={x,y},e=null`.

Follows helm pkg/strvals/parser.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.helm.yaml_values import read_json
from app.kubectl.output.golang.values import type_name

_MAX_INDEX = 65536
_MAX_LEVEL = 30
_STOPS = {".", "[", ",", "="}
Value = Callable[[str], Any]


class SetError(ValueError):
    """An expression that does not parse."""


def typed(text: str) -> Any:
    """The value of a word after `=`: bool, null, int64 or text."""
    if text in {"true", "false"}:
        return text == "true"
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if text == "null":
        return None
    if text == "0":
        return 0
    if re.fullmatch(r"[-+]?[1-9][0-9]*", text) and -(2**63) <= int(text) < 2**63:
        return int(text)
    return text


def parse_into(text: str, target: dict[str, Any], value: Value = typed) -> None:
    """Put what `text` says into `target`; SetError."""
    _Parser(text, value).run(target)


def parse_json_into(text: str, target: dict[str, Any]) -> None:
    """`key=json,key=json`; SetError."""
    _Parser(text, typed, json=True).run(target)


def parse_literal_into(text: str, target: dict[str, Any]) -> None:
    """`key=anything`: the value is taken as it is; SetError."""
    _Parser(text, str, literal=True).run(target)


class _End(Exception):  # noqa: N818 - the end of the text, no error
    pass


class _Parser:
    def __init__(self, text: str, value: Value, *, json: bool = False, literal: bool = False) -> None:
        self.text, self.at = text, 0
        self.value, self.json, self.literal = value, json, literal

    def run(self, target: dict[str, Any]) -> None:
        try:
            while self.at < len(self.text):
                self.key(target, 0)
        except _End:
            return

    def upto(self, stops: set[str]) -> tuple[str, str]:
        """Text up to a stop and the stop itself, empty at the end. Backslashes protect, and are taken away."""
        out: list[str] = []
        while self.at < len(self.text):
            sign = self.text[self.at]
            self.at += 1
            if sign in stops:
                return "".join(out), sign
            if sign == "\\" and not self.literal and self.at < len(self.text):
                sign = self.text[self.at]
                self.at += 1
            out.append(sign)
        return "".join(out), ""

    def key(self, table: dict[str, Any], level: int) -> None:
        if level > _MAX_LEVEL:
            raise SetError(f"value name nested level is greater than maximum supported nested level of {_MAX_LEVEL}")
        name, stop = self.upto(_STOPS if not self.literal else {".", "[", "="})
        if stop == "":
            if not name:
                raise _End
            raise SetError(f'key "{name}" has no value')
        if stop == ",":
            if name:
                table[name] = ""
            raise SetError(f'key "{name}" has no value (cannot end with ,)')
        if stop == "=":
            self.assign(table, name)
        elif stop == ".":
            inner = _held(table.get(name), {}, "map[string]interface {}")
            before = len(inner)
            self.key(inner, level + 1)
            if not inner and not before:
                raise SetError(f'key map "{name}" has no value')
            if name:
                table[name] = inner
        else:
            index = self.index()
            items = _held(table.get(name), [], "[]interface {}")
            table[name] = self.item(list(items), index, level)

    def assign(self, table: dict[str, Any], name: str) -> None:
        value = self.read()
        if name:
            table[name] = value

    def read(self) -> Any:
        if self.literal:
            rest, self.at = self.text[self.at :], len(self.text)
            return rest
        if self.json:
            return self.document()
        if self.text[self.at : self.at + 1] == "{":
            self.at += 1
            return self.braces()
        word, _ = self.upto({","})
        return self.value(word)

    def braces(self) -> list[Any]:
        items: list[Any] = []
        while True:
            word, stop = self.upto({",", "}"})
            if stop == "":
                raise SetError("list must terminate with '}'")
            if stop == "}":
                if self.text[self.at : self.at + 1] == ",":
                    self.at += 1
                return [*items, self.value(word)]
            items.append(self.value(word))

    def document(self) -> Any:
        import json  # noqa: PLC0415 - orjson cannot stop in the middle of a text

        rest = self.text[self.at :]
        blanks = len(rest) - len(rest.lstrip())
        if rest[blanks : blanks + 1] in {"", ","}:
            self.at += blanks + 1
            return None
        try:
            _, end = json.JSONDecoder().raw_decode(rest, blanks)
        except ValueError:
            raise SetError(self.text) from None
        self.at += end
        while self.text[self.at : self.at + 1] in {" ", ","}:
            self.at += 1
        return read_json(rest[blanks:end])

    def index(self) -> int:
        word, stop = self.upto({"]"})
        if stop == "":
            raise _End
        if not re.fullmatch(r"[-+]?[0-9]+", word):
            raise SetError(f'error parsing index: strconv.Atoi: parsing "{word}": invalid syntax')
        return int(word)

    def item(self, items: list[Any], index: int, level: int) -> list[Any]:
        if index < 0:
            raise SetError(f"negative {index} index not allowed")
        stop = self.text[self.at : self.at + 1]
        self.at += 1
        if stop == "":
            raise _End
        current = items[index] if index < len(items) else None
        if stop == "=":
            return _placed(items, index, self.read())
        if stop == "[":
            inner = current if isinstance(current, list) else []
            return _placed(items, index, self.item(list(inner), self.index(), level))
        if stop == ".":
            table = current if isinstance(current, dict) else {}
            self.key(table, level + 1)
            return _placed(items, index, table)
        self.at -= 1
        rest, _ = self.upto(_STOPS)
        shown = " ".join(f"'{sign}'" for sign in rest)
        raise SetError(f"unexpected data at end of array index: [{shown}]")


def _held(value: Any, empty: Any, wanted: str) -> Any:
    """A value that must be a table or a list to be written into; nothing becomes an empty one."""
    if value is None:
        return empty
    if not isinstance(value, type(empty)):
        problem = f"interface conversion: interface {{}} is {type_name(value)}, not {wanted}"
        raise SetError(f"unable to parse key: {problem}")
    return value


def _placed(items: list[Any], index: int, value: Any) -> list[Any]:
    if index > _MAX_INDEX:
        raise SetError(f"index of {index} is greater than maximum supported index of {_MAX_INDEX}")
    grown = [*items, *[None] * (index + 1 - len(items))]
    grown[index] = value
    return grown
