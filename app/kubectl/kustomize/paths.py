"""Field paths of replacements: `spec.containers.[name=web].image`, `metadata.annotations.a\\.b`, `*`, `0`.

A source is looked up, which is strict; targets are matched, which several fields may.
Follows sigs.k8s.io/kustomize kyaml/utils/pathsplitter.go, kyaml/yaml/fns.go: PathGetter, kyaml/yaml/match.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.output.yaml_text import yaml_text
from app.sim.regular import PatternError, compiled

Setter = Callable[[Any], None]
Place = tuple[Any, Setter]  # the value, and how to set it
CREATED = object()  # the value of a scalar field that was made


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


def looked_up(node: Any, path: list[str]) -> Any:
    """The value that a path leads to; None when there is none. KustomizeError for a path that cannot be followed."""
    for part in filter(None, (each.strip() for each in path)):
        node = _step_down(node, part)
        if node is None:
            return None
    return node


def _step_down(node: Any, part: str) -> Any:
    if part == "*":
        raise KustomizeError("wildcard is not supported in PathGetter")
    if _is_number(part) or part == "-":
        if part.startswith("-") and part != "-":
            raise KustomizeError(f"array index {part} cannot be negative")
        items = _require(node, list)
        return items[-1 if part == "-" else int(part)] if part == "-" or int(part) < len(items) else None
    if not _is_element(part):
        return _require(node, dict).get(part)
    field, wanted = _condition(part)
    for item in _require(node, list):
        found = item.get(field) if field and isinstance(item, dict) else None if field else item
        if _text(found) == wanted and found is not None:
            return item
    return None


def places(node: Any, path: list[str], create: Any = None) -> Iterator[Place]:
    """The fields that fit a path. `create`: a value whose like is made of fields that are missing; None makes none."""
    if not path:
        return
    part, rest = path[0], path[1:]
    for value, put in _step(node, part, rest, create):
        if rest:
            yield from places(value, rest, create)
        else:
            yield value, put


def _step(node: Any, part: str, rest: list[str], create: Any) -> Iterator[Place]:
    if _is_number(part):
        return _in_list_by_number(_require(node, list), int(part), _empty_for(rest, create))
    if _is_element(part):
        return _in_list_by_field(_require(node, list), *_condition(part), create=create is not None)
    if part == "*":
        return ((item, _setter(node, index)) for index, item in enumerate(list(_require(node, list))))
    return _in_map(node, part, _empty_for(rest, create))


def _empty_for(rest: list[str], create: Any) -> Any:
    """What a missing field begins with, by what comes after it; None when nothing is to be made."""
    if create is None:
        return None
    if rest:
        return [] if _is_element(rest[0]) or _is_number(rest[0]) else {}
    return type(create)() if isinstance(create, dict | list) else CREATED


def _in_map(node: Any, part: str, empty: Any) -> Iterator[Place]:
    if node is None:
        if empty is not None:
            yield empty, lambda _: None  # made, but nowhere to be put
        return
    fields = _require(node, dict)
    if part not in fields and empty is None:
        return
    value = fields.setdefault(part, empty)
    yield value, _setter(fields, part)


def _in_list_by_number(items: list[Any], index: int, empty: Any) -> Iterator[Place]:
    if index == len(items) and empty is not None:
        items.append(empty)
    if index >= len(items):
        raise KustomizeError(f"index {index} specified but only {len(items)} elements found")
    yield items[index], _setter(items, index)


def _in_list_by_field(items: list[Any], field: str, wanted: str, *, create: bool) -> Iterator[Place]:
    try:
        pattern = compiled(wanted)
    except PatternError as wrong:
        raise KustomizeError(str(wrong)) from None
    found = [place for place, item in enumerate(items) if _matches(item, field, pattern)]
    if not found and create:
        items.append({field: wanted} if field else wanted)
        found = [len(items) - 1]
    for place in found:
        yield items[place], _setter(items, place)


def _matches(item: Any, field: str, pattern: Any) -> bool:
    if not field:
        return bool(pattern.search(_text(item)))
    return isinstance(item, dict) and field in item and bool(pattern.search(_text(item[field])))


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _is_number(part: str) -> bool:
    return part.removeprefix("-").isdigit()


def _is_element(part: str) -> bool:
    return part.startswith("[") and part.endswith("]")


def _condition(part: str) -> tuple[str, str]:
    field, equals, wanted = part[1:-1].partition("=")
    if not equals:
        raise KustomizeError("list path element must contain fieldName=fieldValue for element to match")
    return field, wanted


def _require(node: Any, kind: type[Any]) -> Any:
    """The node when it is of a kind."""
    if isinstance(node, kind):
        return node
    text = yaml_text(node) if isinstance(node, dict | list) else f"{_text(node)}\n"
    raise KustomizeError(
        f"wrong node kind: expected {_KINDS[kind]} but got {_KINDS.get(type(node), 'ScalarNode')}: "
        f"node contents:\n{text}"
    )


_KINDS: dict[type[Any], str] = {dict: "MappingNode", list: "SequenceNode"}


def _setter(node: Any, key: Any) -> Setter:
    return lambda value: node.__setitem__(key, value)
