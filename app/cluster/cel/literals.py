"""Literals that can be seen to be wrong: durations, timestamps and regular expressions.

Follows cel-go cel/validator.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.cluster.cel.library.operators import matches
from app.cluster.cel.library.times import parse_duration, parse_timestamp
from app.cluster.cel.tree import Call, Issues, ListNode, Literal, Macro, MapNode, Node, OptMap, Select, Struct
from app.cluster.cel.values import CelError

_CHECKS: dict[str, Callable[[str], object]] = {
    "duration": parse_duration,
    "timestamp": parse_timestamp,
    "matches": lambda pattern: matches("", pattern),
}


def check_literals(tree: Node, issues: Issues) -> None:
    """Note those that cannot be read."""
    for node in _walk(tree):
        if not isinstance(node, Call) or node.function not in _CHECKS or not node.args:
            continue
        given = node.args[-1]
        if isinstance(given, Literal) and isinstance(given.value, str):
            try:
                _CHECKS[node.function](given.value)
            except CelError:
                issues.add(given.at, f"invalid {node.function} argument")


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _walk(child)


def _children(node: Node) -> list[Node]:
    if isinstance(node, Select):
        return [node.operand]
    if isinstance(node, Call):
        return [*([node.target] if node.target else []), *node.args]
    if isinstance(node, ListNode):
        return list(node.items)
    if isinstance(node, MapNode):
        return [part for entry in node.entries for part in (entry.key, entry.value)]
    if isinstance(node, Struct):
        return [item.value for item in node.fields]
    if isinstance(node, Macro):
        return [node.over, *([node.condition] if node.condition else []), node.body]
    return [node.over, node.body] if isinstance(node, OptMap) else []
