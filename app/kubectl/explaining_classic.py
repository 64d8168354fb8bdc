"""The text of `kubectl explain --output plaintext-openapiv2`, as kubectl wrote it before there was OpenAPI v3.

Follows kubernetes kubectl/pkg/explain/{model_printer,fields_printer,recursive_fields_printer,typename,formatter}.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.kubectl.discovery import Mapping
from app.kubectl.explaining import Found, properties, required
from app.kubectl.openapi import Node, Schemas, ref_name

WIDTH = 80
FIELDS, DESCRIPTIONS = 3, 5  # blanks before them
_BULLET = re.compile(r"(\d+\.?|-|\*)\s")
_CODE = "    "


def explanation(schemas: Schemas, mapping: Mapping, found: Found, *, recursive: bool) -> str:
    """A kind or a field, with its fields."""
    fields = properties(schemas, found.node)
    text = f"KIND:     {mapping.kind}\nVERSION:  {mapping.api_version}\n\n"
    if found.name:
        text += f"{'RESOURCE: ' if fields else 'FIELD:    '}{found.name} <{type_name(schemas, found.node)}>\n\n"
    texts = [each for each in _descriptions(schemas, found.node) if each] or ["<empty>"]
    text += "DESCRIPTION:\n" + "\n".join(_paragraph(each, DESCRIPTIONS) for each in texts)
    if not fields:
        return text
    rows = _tree(schemas, found.node, FIELDS, ()) if recursive else _described(schemas, found.node)
    return f"{text}\nFIELDS:\n{rows}"


def _described(schemas: Schemas, node: Node) -> str:
    """One level of fields, with what they mean."""
    text, needed = "", required(schemas, node)
    for name, field in sorted(properties(schemas, node).items()):
        mark = " -required-" if name in needed else ""
        text += f"{' ' * FIELDS}{name}\t<{type_name(schemas, field)}>{mark}\n"
        text += f"{_paragraph(str(field.get('description') or ''), DESCRIPTIONS)}\n"
    return text


def _tree(schemas: Schemas, node: Node, indent: int, seen: tuple[str, ...]) -> str:
    """All levels of fields; a type inside itself is not opened again."""
    text = ""
    for name, field in sorted(properties(schemas, node).items()):
        text += f"{' ' * indent}{name}\t<{type_name(schemas, field)}>\n"
        passed = tuple(_references(schemas, field))
        if not set(passed) & set(seen):
            text += _tree(schemas, field, indent + FIELDS, (*seen, *passed))
    return text


def _steps(schemas: Schemas, node: Node) -> Iterator[Node]:
    """A schema, what it refers to, its items or values, and so on."""
    current: Node | None = node
    while current is not None:
        yield current
        if ref_name(current):
            current = schemas.resolve(current)
        else:
            inner = current.get("items", current.get("additionalProperties"))
            current = inner if isinstance(inner, dict) else None


def _references(schemas: Schemas, node: Node) -> Iterator[str]:
    return (name for one in _steps(schemas, node) if (name := ref_name(one)))


def _descriptions(schemas: Schemas, node: Node) -> Iterator[str]:
    return (str(one.get("description") or "") for one in _steps(schemas, node))


def type_name(schemas: Schemas, node: Node) -> str:
    """`string`, `[]Object`, `map[string]string`; nothing for what may be anything."""
    node = schemas.resolve(node)
    if "items" in node:
        return "[]" + type_name(schemas, node["items"])
    if node.get("properties"):
        return "Object"
    kind = node.get("type") or ""
    if kind == "object":
        values = node.get("additionalProperties")
        return "map[string]" + (type_name(schemas, values) if isinstance(values, dict) else "")
    return "string" if node.get("oneOf") or node.get("format") == "int-or-string" else str(kind)


def _paragraph(text: str, indent: int) -> str:
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in _wrapped(text, WIDTH - indent))


def _wrapped(text: str, width: int) -> list[str]:
    """Lines filled up to a width. Code, lists, empty lines and what follows a colon begin lines of their own."""
    lines: list[str] = []
    words: list[str] = []

    def flush() -> None:
        if words:
            lines.append(" ".join(words))
            words.clear()

    for given in text.split("\n"):
        bare = given.strip()
        if given.startswith(_CODE):
            flush()
            lines.append(given)
            continue
        if lines and not bare:
            flush()
            lines.append("")
            continue
        if not bare or (words and words[-1].endswith(":")) or _BULLET.match(bare):
            flush()
        for word in bare.split():
            if words and len(" ".join([*words, word])) > width:
                flush()
            words.append(word)
    flush()
    return lines
