"""Where things stand in a YAML text: its documents, and the place of a field path in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_SEPARATOR = re.compile(r"---(\s|$)")
_STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


@dataclass(frozen=True)
class Part:
    """A document of a text, and the line that it begins at."""

    text: str
    line: int


@dataclass(frozen=True)
class Place:
    """From a column of a line up to another of the same one; all count from 0."""

    line: int
    column: int
    end: int


def parts(text: str) -> Iterator[Part]:
    """The documents between lines of `---`; those that hold nothing but blanks are left out."""
    lines, first = text.splitlines(keepends=True), 0
    for at, line in enumerate([*lines, "---"]):
        if _SEPARATOR.match(line):
            document = "".join(lines[first:at])
            if document.strip():
                yield Part(document, first)
            first = at + 1


def steps(path: str) -> list[str]:
    """`spec.containers[0].image` as ["spec", "containers", "0", "image"]."""
    return [match[1] if match[1] is not None else match[2] for match in _STEP.finditer(path)]


def tree_of(document: str) -> yaml.Node | None:
    """A document's nodes, with the places they stand at; YAMLError when it is none."""
    node: yaml.Node | None = yaml.compose(document, yaml.CSafeLoader)
    return node


def place_of(tree: yaml.Node, path: str) -> Place:
    """Where a field stands: its key, or that of the nearest one above that is there."""
    node, marked = tree, tree
    for step in steps(path):
        found = _below(node, step)
        if found is None:
            break
        marked, node = found
    return _place(marked if marked is not tree else _first(tree))


def _below(node: yaml.Node, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    """What to mark for a step, and where to go on from."""
    if isinstance(node, yaml.MappingNode):
        wanted = step.strip("\"'")
        return next(((key, value) for key, value in reversed(node.value) if key.value == wanted), None)
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        item = node.value[int(step)]
        return _first(item), item
    if isinstance(node, yaml.SequenceNode):  # Go's decoder names no places in lists
        return next((found for item in node.value if (found := _below(item, step)) is not None), None)
    return None


def _first(node: yaml.Node) -> yaml.Node:
    """The first key of a mapping; anything else itself."""
    if isinstance(node, yaml.MappingNode) and node.value:
        first: yaml.Node = node.value[0][0]
        return first
    return node


def _place(node: yaml.Node) -> Place:
    start, end = node.start_mark, node.end_mark
    last = end.column if end.line == start.line and end.column > start.column else start.column + 1
    return Place(start.line, start.column, last)


def value_place(tree: yaml.Node, path: str) -> Place:
    """Where a plain value stands; that of its key when it goes over several lines, or is not there."""
    node: yaml.Node | None = tree
    for step in steps(path):
        found = _below(node, step) if node is not None else None
        node = found[1] if found else None
    if isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line and node.value:
        return _place(node)
    return place_of(tree, path)
