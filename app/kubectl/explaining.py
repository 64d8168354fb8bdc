"""The text of `kubectl explain`.

Follows kubernetes kubectl/pkg/explain/v2/templates/plaintext.tmpl and mitchellh/go-wordwrap.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError
from app.kubectl.openapi import Node, Schemas, ref_name
from app.sim.go_strings import quote

WIDTH = 76
ENUMS_SHOWN = 4
UNLIMITED = 1 << 30  # levels of fields
SCALARS = ("string", "integer", "number", "boolean")


@dataclass(frozen=True)
class Found:
    """A field: its name (empty for the kind itself) and its schema as its parent has it."""

    name: str
    node: Node


_EMPTY = '""'  # how an empty value among others is shown


def header(mapping: Mapping) -> str:
    """Group, kind and version."""
    group = f"GROUP:      {mapping.group}\n" if mapping.group else ""
    return f"{group}KIND:       {mapping.kind}\nVERSION:    {mapping.version}\n\n"


def tree_of(schemas: Schemas, root: Node, path: list[str]) -> Found:
    """The field at a path; KubectlError for one that does not exist."""
    found = Found("", root)
    for name in path:
        fields = properties(schemas, found.node)
        if name not in fields:
            raise KubectlError(f"field {quote(path[-1])} does not exist")
        found = Found(name, fields[name])
    return found


def properties(schemas: Schemas, node: Node) -> Node:
    """The fields of a schema, of its items or of its values."""
    node = schemas.resolve(node)
    if node.get("properties"):
        return dict(node["properties"])
    for inner in ("items", "additionalProperties"):
        if isinstance(node.get(inner), dict):
            return properties(schemas, node[inner])
    return {}


def required(schemas: Schemas, node: Node) -> list[str]:
    """The names of the fields that must be there."""
    node = schemas.resolve(node)
    if node.get("properties"):
        return list(node.get("required") or [])
    for inner in ("items", "additionalProperties"):
        if isinstance(node.get(inner), dict):
            return required(schemas, node[inner])
    return []


def type_name(schemas: Schemas, node: Node) -> str:
    """`string`, `[]Container`, `map[string]Quantity`, `ObjectMeta`."""
    name = ref_name(node)
    resolved = schemas.resolve(node)
    if "items" in resolved:
        return "[]" + type_name(schemas, resolved["items"])
    if isinstance(resolved.get("additionalProperties"), dict):
        return "map[string]" + type_name(schemas, resolved["additionalProperties"])
    kind = str(resolved.get("type") or "")
    short = name.rpartition(".")[2]
    if short in ("IntOrString", "Quantity") or (name and kind not in SCALARS):
        return short
    if resolved.get("x-kubernetes-int-or-string") or resolved.get("format") == "int-or-string":
        return "IntOrString"
    return kind if kind and kind != "object" else "Object"


def field_text(schemas: Schemas, found: Found, *, depth: int) -> str:
    """Everything below the header; a `depth` is the number of levels of fields, 0 one level with descriptions."""
    text = ""
    if found.name:
        text += f"FIELD: {found.name} <{type_name(schemas, found.node)}>\n"
        enum = enum_of(schemas, found.node)
        text += f"ENUM:\n{_indent(chr(10).join(enum))}\n\n" if enum else "\n\n"
    text += f"DESCRIPTION:\n{_indent(_descriptions(schemas, found.node))}\n"
    fields = properties(schemas, found.node)
    if fields:
        text += "FIELDS:\n" + _fields(schemas, found.node, 2, depth, ())
    return text + "\n"


def enum_of(schemas: Schemas, node: Node) -> list[str]:
    """The values that a field may have."""
    values = node.get("enum") or schemas.resolve(node).get("enum") or (node.get("items") or {}).get("enum") or []
    return [str(value) or _EMPTY for value in values]


def _descriptions(schemas: Schemas, node: Node) -> str:
    """A field's own description and that of its type, each ended by a newline."""
    texts = [str(node.get("description") or "")]
    inner = node
    while True:
        if ref_name(inner):
            inner = schemas.resolve(inner)
            texts.append(str(inner.get("description") or ""))
        elif isinstance(inner.get("items"), dict):
            inner = inner["items"]
        elif isinstance(inner.get("additionalProperties"), dict):
            inner = inner["additionalProperties"]
        else:
            break
    return "".join(f"{wrap(text)}\n" for text in texts if text) or "<empty>"


def _indent(text: str, blanks: int = 4) -> str:
    return "\n".join(" " * blanks + line for line in text.split("\n"))


def _fields(schemas: Schemas, node: Node, level: int, depth: int, seen: tuple[str, ...]) -> str:
    text = ""
    needed = required(schemas, node)
    for name, field in sorted(properties(schemas, node).items()):
        mark = " -required-" if name in needed else ""
        text += f"{' ' * level}{name}\t<{type_name(schemas, field)}>{mark}\n"
        if enum := enum_of(schemas, field):
            more = ", ...." if len(enum) > ENUMS_SHOWN else ""
            text += f"{' ' * level}enum: {', '.join(enum[:ENUMS_SHOWN])}{more}\n"
        if not depth:
            text += f"{_indent(wrap(str(field.get('description') or '<no description>')))}\n\n"
            continue
        inner = _innermost_ref(schemas, field)
        if inner not in seen and depth > 1:
            text += _fields(schemas, field, level + 2, depth - 1, (*seen, inner) if inner else seen)
    return text


def _innermost_ref(schemas: Schemas, node: Node) -> str:
    name = ref_name(node)
    resolved = schemas.resolve(node)
    for inner in ("items", "additionalProperties"):
        if isinstance(resolved.get(inner), dict):
            return _innermost_ref(schemas, resolved[inner]) or name
    return name


def wrap(text: str, limit: int = WIDTH) -> str:
    """Lines no longer than `limit` where words allow it; line breaks and runs of blanks inside lines stay."""
    return "\n".join(_wrapped(line, limit) for line in text.split("\n"))


def _wrapped(line: str, limit: int) -> str:
    out, current, at = "", 0, 0
    while at < len(line):
        word_at = at
        while word_at < len(line) and line[word_at].isspace():
            word_at += 1
        end = word_at
        while end < len(line) and not line[end].isspace():
            end += 1
        blanks, word = line[at:word_at], line[word_at:end]
        if word and current + len(blanks) + len(word) > limit and len(word) < limit:
            out, current = f"{out}\n{word}", len(word)
        elif word and current + len(blanks) + len(word) > limit:
            # a word longer than a line begins a line of its own as soon as it does not fit, counted letter by letter
            out, current = (f"{out}\n{word}", len(word)) if current else (out + blanks + word, len(word))
        else:
            out, current = out + blanks + word, current + len(blanks) + len(word)
        at = end
    return out
