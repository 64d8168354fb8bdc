"""Number literals, read as Go reads them: as every type that can hold them.

Follows Go's strconv, and text/template/parse/node.go: newNumber.
"""

from __future__ import annotations

import re

from app.kubectl.output.golang.numbers import parse_float, parse_integer
from app.kubectl.output.golang.values import MAX_INT64, MAX_UINT64, MIN_INT64
from app.kubectl.output.gotemplate.nodes import Number
from app.sim.go_strings import quote, unescape_character

_COMPLEX = re.compile(r"([+-]?[0-9a-fA-FxX._]*?(?:[eEpP][+-]?[0-9]+)?)([+-].*)i\Z")


def read_number(position: int, text: str, kind: str) -> Number:
    """The node of a `number`, `complex` or `rune` token; raises LiteralError or ValueError with Go's message."""
    node = Number(position, text)
    if kind == "rune":
        return _rune(node)
    if kind == "complex":
        parts = _COMPLEX.match(text)
        real, imaginary = (parse_float(parts[1]), parse_float(parts[2])) if parts else (None, None)
        if real is None or imaginary is None:
            raise ValueError("syntax error scanning complex number")
        return _complex(node, complex(real, imaginary))
    if text.endswith("i"):
        imaginary = parse_float(text[:-1])
        if imaginary is not None:
            return _complex(node, complex(0, imaginary))
    return _real(node)


def _rune(node: Number) -> Number:
    body = node.text[1:]
    code, _, end = unescape_character(body, 0, "'")
    if body[end:] != "'":
        raise ValueError(f"malformed character constant: {node.text}")
    node.integer = node.unsigned = code
    node.floating = float(code)
    return node


def _complex(node: Number, value: complex) -> Number:
    node.complex = value
    if value.imag == 0:
        node.floating = value.real
        if value.real.is_integer():
            node.integer = int(value.real)
            node.unsigned = int(value.real) if value.real >= 0 else None
    return node


def _real(node: Number) -> Number:
    integer = parse_integer(node.text)
    if integer is not None:
        node.integer = integer if MIN_INT64 <= integer <= MAX_INT64 else None
        if 0 <= integer <= MAX_UINT64 and (node.text[0] not in "+-" or integer == 0):
            node.unsigned = integer
    if node.integer is not None or node.unsigned is not None:
        node.floating = float(node.integer if node.integer is not None else node.unsigned or 0)
        return node
    floating = parse_float(node.text)
    if floating is None:
        raise ValueError(f"illegal number syntax: {quote(node.text)}")
    if not any(character in ".eEpP" for character in node.text):
        raise ValueError(f"integer overflow: {quote(node.text)}")
    node.floating = floating
    if floating.is_integer():
        node.integer = int(floating) if MIN_INT64 <= floating <= MAX_INT64 else None
        node.unsigned = int(floating) if 0 <= floating <= MAX_UINT64 else None
    return node
