"""Sets of field paths, as managed fields hold them.

A path is a tuple of elements as fieldsV1 writes them: `f:spec` (a field), `k:{"name":"web"}` (an item of a keyed list),
`v:"x"` (an item of a set), `i:0` (an index).
Follows sigs.k8s.io/structured-merge-diff fieldpath/{element,path,serialize}.go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

Path = tuple[str, ...]
Paths = frozenset[Path]
Object = dict[str, Any]
_SELF = "."


def field_element(name: str) -> str:
    """The element of a struct's field or a map's key."""
    return f"f:{name}"


def key_element(item: Object, keys: Iterable[str]) -> str:
    """The element of an item of a keyed list, by the values of its keys."""
    found = {key: item[key] for key in sorted(keys) if key in item}
    return "k:" + json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def value_element(value: Any) -> str:
    """The element of an item of a set."""
    return "v:" + json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def to_fields(paths: Paths) -> Object:
    """The fieldsV1 document of a set."""
    root: Object = {}
    for path in paths:
        node = root
        for element in path:
            node = node.setdefault(element, {})
        node[_SELF] = {}
    return _tidy(root)


def _tidy(node: Object) -> Object:
    # A member without anything below it is written as an empty object; keys come sorted, the node itself first.
    if set(node) == {_SELF}:
        return {}
    own: Object = {_SELF: {}} if _SELF in node else {}
    return own | {key: _tidy(node[key]) for key in sorted(node) if key != _SELF}


def from_fields(document: Object) -> Paths:
    """The set of a fieldsV1 document."""
    found: set[Path] = set()
    _collect(document, (), found)
    return frozenset(found)


def _collect(node: Object, path: Path, found: set[Path]) -> None:
    if path and (not node or _SELF in node):
        found.add(path)
    for element, below in node.items():
        if element != _SELF:
            _collect(below, (*path, element), found)


def shown(path: Path) -> str:
    """A path for people: `.spec.containers[name="web"].image`."""
    return "".join(_shown(element) for element in path)


def _shown(element: str) -> str:
    kind, rest = element[0], element[2:]
    if kind == "f":
        return f".{rest}"
    if kind == "k":
        pairs = json.loads(rest)
        inside = ",".join(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in sorted(pairs.items()))
        return f"[{inside}]"
    return f"[={rest}]" if kind == "v" else f"[{rest}]"


def below(path: Path, prefix: Path) -> bool:
    """Whether the path is the prefix or lies under it."""
    return path[: len(prefix)] == prefix
