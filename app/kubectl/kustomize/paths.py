"""Field paths of replacements: `spec.containers.[name=web].image`, `metadata.annotations.a\\.b`, `*`.

Follows sigs.k8s.io/kustomize kyaml/utils/pathsplitter.go, kyaml/yaml/match.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Setter = Callable[[Any], None]
Place = tuple[Any, Setter]  # the value, and how to set it


def split_path(path: str) -> list[str]:
    """The parts between dots; dots in brackets and after a backslash belong to a part."""
    parts, depth, place = [""], 0, 0
    while place < len(path):
        char = path[place]
        if char == "\\" and path[place + 1 : place + 2] == ".":
            parts[-1] += "."
            place += 1
        elif char == "." and not depth:
            parts.append("")
        else:
            depth += (char == "[") - (char == "]")
            parts[-1] += char
        place += 1
    return parts


def places(node: Any, path: list[str], create: Any = None) -> Iterator[Place]:
    """The values that a path leads to. `create`: the value of fields that are made where they are missing."""
    if not path:
        return
    part, rest = path[0], path[1:]
    for value, put in _step(node, part, create is not None, create if not rest else _empty_for(rest)):
        if rest:
            yield from places(value, rest, create)
        else:
            yield value, put


def _empty_for(rest: list[str]) -> Any:
    return [] if rest[0].startswith("[") or rest[0] in ("-", "*") else {}


def _step(node: Any, part: str, create: bool, value: Any) -> Iterator[Place]:
    if isinstance(node, list):
        yield from _in_list(node, part, create)
    elif isinstance(node, dict):
        if part == "*":
            for key in list(node):
                yield node[key], _key_setter(node, key)
            return
        if node.get(part) is None and create:
            node[part] = value
        if part in node and node[part] is not None:
            yield node[part], _key_setter(node, part)


def _in_list(node: list[Any], part: str, create: bool) -> Iterator[Place]:
    if part == "*":
        for index, item in enumerate(node):
            yield item, _index_setter(node, index)
    elif part.startswith("[") and part.endswith("]"):
        key, _, wanted = part[1:-1].partition("=")
        found = [i for i, item in enumerate(node) if _fits(item, key, wanted)]
        if not found and create:
            node.append({key: wanted} if key else wanted)
            found = [len(node) - 1]
        for index in found:
            yield node[index], _index_setter(node, index)
    elif part.lstrip("-").isdigit() and 0 <= int(part) < len(node):
        yield node[int(part)], _index_setter(node, int(part))
    elif part == "-" and create:
        node.append(None)
        yield None, _index_setter(node, len(node) - 1)


def _fits(item: Any, key: str, wanted: str) -> bool:
    if not key:
        return str(item) == wanted
    return isinstance(item, dict) and str(item.get(key, "")) == wanted


def _key_setter(node: dict[str, Any], key: str) -> Setter:
    return lambda value: node.__setitem__(key, value)


def _index_setter(node: list[Any], index: int) -> Setter:
    return lambda value: node.__setitem__(index, value)
