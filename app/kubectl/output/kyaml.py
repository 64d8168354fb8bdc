"""KYAML: YAML in flow style with quoted strings, as `-o kyaml` prints it.

Follows sigs.k8s.io/yaml kyaml/kyaml.go.
"""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.output.golang.numbers import parse_float, parse_integer
from app.kubectl.output.golang.printing import format_json_float
from app.kubectl.output.golang.values import MAX_INT64, MIN_INT64
from app.kubectl.output.yaml_scalars import is_timestamp
from app.kubectl.output.yaml_text import checked_text

_TYPED_WORDS = frozenset(
    {"null", "~", "true", "y", "yes", "on", "false", "n", "no", "off", ".inf", "-.inf", "+.inf", ".nan"}
    | {"t", "f", "1", "0"}  # what Go's ParseBool takes
)
_BASE_60 = re.compile(r"[+-]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\Z")
_INFINITIES = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "nan"})
_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\r": "\\r",
    "\v": "\\v",
    "\0": "\\0",
    "\x1b": "\\e",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
    '"': '\\"',
    "\\": "\\\\",
    "\t": "\t",  # raw in values; keys escape both
    "\n": "\n",
}


def kyaml_text(value: Any, *, ordered: bool = False) -> str:
    """`value` as a KYAML document, `---` first and a newline at the end; raises OutputError for refused characters.

    Keys are sorted unless they are `ordered` as a Go struct has its fields.
    """
    return "---\n" + _node(value if ordered else _sorted(value), 0) + "\n"


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _node(value: Any, indent: int) -> str:
    if isinstance(value, dict):
        return _mapping(value, indent)
    if isinstance(value, list):
        return _sequence(value, indent)
    if isinstance(value, str):
        return _string(checked_text(value), indent + 1)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and MIN_INT64 <= value <= MAX_INT64:
        return str(value)
    return format_json_float(float(value))


def _mapping(value: dict[str, Any], indent: int) -> str:
    if not value:
        return "{}"
    blanks = "  " * (indent + 1)
    entries = (f"{blanks}{_key(key)}: {_node(value[key], indent + 1)},\n" for key in value)
    return "{\n" + "".join(entries) + "  " * indent + "}"


def _sequence(value: list[Any], indent: int) -> str:
    if all(isinstance(item, dict | list) for item in value):
        return "[" + ", ".join(_node(item, indent) for item in value) + "]"
    blanks = "  " * (indent + 1)
    return "[\n" + "".join(f"{blanks}{_node(item, indent + 1)},\n" for item in value) + "  " * indent + "]"


def _key(key: str) -> str:
    text = checked_text(key)
    if "\n" not in text and not _needs_quotes(text):
        return text
    return '"' + "".join(_escaped(character) for character in text).replace("\n", "\\n").replace("\t", "\\t") + '"'


def _string(text: str, indent: int) -> str:
    if "\n" not in text:
        return '"' + "".join(map(_escaped, text)) + '"'
    blanks = "  " * indent
    lines = text.split("\n")
    out = ['"\\\n']
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        if last and not line:
            break
        # A blank of the text is escaped; one more blank keeps the other lines in its column.
        lead = "\\" if line[:1].isspace() else " "
        out.append(blanks + lead + "".join(map(_escaped, line)) + ("\\\n" if last else "\\n\\\n"))
    return "".join(out) + blanks + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _needs_quotes(text: str) -> bool:
    if not text or _is_typed(text):
        return True
    inside = range(1, len(text) - 1)
    return not all(
        character == "_" or character.isalnum() or (place in inside and character in "-./")
        for place, character in enumerate(text)
    )


def _is_typed(text: str) -> bool:
    lowered = text.lower()
    if lowered in _TYPED_WORDS or lowered in _INFINITIES:
        return True
    plain = text.replace("_", "")
    if parse_integer(plain) is not None or parse_float(plain) is not None:
        return True
    return bool(_BASE_60.match(text)) or is_timestamp(text)
