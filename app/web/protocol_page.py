"""The protocol as a page, generated from `wire/`: `python -m app.web.protocol_page` writes PROTOCOL.md beside it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from app.web import wire
from app.web.payloads import Entries, Items, Number, Rule, Text, Whole, field_types

PAGE = Path(__file__).with_name("PROTOCOL.md")


def protocol_page() -> str:
    """The whole page, as Markdown."""
    parts = ["# The protocol between the page and the server", "Generated from `app/web/wire`; do not edit.", _intro()]
    parts.append("## From the browser")
    parts += [_event(message) for message in wire.FROM_BROWSER.values()]
    parts.append("## To the browser")
    parts += [_event(message) for message in wire.TO_BROWSER.values()]
    parts.append("## Data in them")
    parts += [_data(item) for item in sorted(_nested(), key=lambda item: item.__name__)]
    return "\n\n".join(parts) + "\n"


def _intro() -> str:
    return inspect.getdoc(wire) or ""


def _event(message: Any) -> str:
    lines = [f"### `{message.event}`", "", _text(message)]
    if rows := _fields(message):
        lines += ["", *rows]
    if reply := getattr(message, "reply", None):
        lines += ["", f"Reply: `{reply.__name__}`"]
    return "\n".join(lines)


def _data(item: type) -> str:
    return "\n".join([f"### `{item.__name__}`", "", _text(item), "", *_fields(item)])


def _text(item: type) -> str:
    return " ".join((inspect.getdoc(item) or "").split())


def _fields(message: type) -> list[str]:
    types = field_types(message)
    if not types:
        return []
    rows = [f"| `{name}` | {_type(bare)} | {_rule(rule)} |" for name, (bare, rule) in types.items()]
    return ["| field | type | limits |", "|---|---|---|", *rows]


def _type(bare: Any) -> str:
    origin, args = get_origin(bare), get_args(bare)
    if origin is Literal:
        return ", ".join(f'`"{value}"`'.replace("|", "\\|") for value in args)
    if origin in (UnionType, Union):
        return " or ".join(_type(arg) for arg in args)
    if origin is tuple:
        return f"list of {_type(args[0])}"
    if origin in (dict, Mapping):
        return f"object of {_type(args[1])}"
    names = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
    return names.get(bare, f"`{bare.__name__}`" if isinstance(bare, type) else str(bare))


def _rule(rule: Rule | None) -> str:
    match rule:
        case Text(longest, pattern):
            return f"at most {longest} bytes" + (f", `{pattern}`" if pattern else "")
        case Whole(least, most):
            return f"{least} to {most}"
        case Number(least, most):
            return f"{least:g} to {most:g}"
        case Entries(most, key, value):
            return f"at most {most}; keys `{key.pattern}`, values {_rule(value)}"
        case Items(most, item):
            return f"at most {most}; each {_rule(item)}"
    return ""


def _nested() -> set[type]:
    """The dataclasses that stand in replies and events, at any depth."""
    found: set[type] = set()
    messages: Iterable[Any] = [*wire.FROM_BROWSER.values(), *wire.TO_BROWSER.values()]
    waiting = [item for message in messages for item in [message, getattr(message, "reply", None)] if item]
    events = set(messages)
    while waiting:
        item = waiting.pop()
        if item in found:
            continue
        if item not in events:
            found.add(item)
        hints = [hint for name, hint in get_type_hints(item).items() if name in field_types(item)]
        waiting += [inner for hint in hints for inner in [hint, *get_args(hint)] if is_dataclass(inner)]
    return found


if __name__ == "__main__":
    PAGE.write_text(protocol_page(), encoding="utf-8")
