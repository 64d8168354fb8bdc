"""JSONPath templates over decoded JSON: what they find, and how that prints.

Follows kubernetes client-go util/jsonpath/jsonpath.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.output.golang import comparing
from app.kubectl.output.golang.printing import format_value
from app.kubectl.output.golang.values import INVALID, Byte, type_name
from app.kubectl.output.json_text import compact_json, indented_json
from app.kubectl.output.jsonpath.nodes import (
    Constant,
    Expression,
    Field,
    Filter,
    Identifier,
    JSONPathError,
    Node,
    Recursive,
    Slice,
    Template,
    Union,
    Wildcard,
)


def evaluate(template: Template, data: Any, *, allow_missing_keys: bool = False) -> list[list[Any]]:
    """What each part of `template` finds in `data`, text included; raises JSONPathError."""
    return _Evaluation(template, allow_missing_keys).find(data, 0)


def render(results: list[list[Any]]) -> str:
    """The results as `-o jsonpath` prints them: maps and lists as JSON, neighbours separated by a space."""
    return "".join(" ".join(map(_text, values)) for values in results)


def render_json(results: list[list[Any]]) -> str:
    """The results as `-o jsonpath-as-json` prints them: an indented array for each part."""
    return "".join(indented_json(values) + "\n" for values in results)


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return compact_json(value)
    return "null" if value is None else format_value(value)


class _Evaluation:
    """One run of a template: how deep it is in `range`, and where the last one ended."""

    def __init__(self, template: Template, allow_missing_keys: bool) -> None:
        self.template = template
        self.allow_missing_keys = allow_missing_keys
        self.begins = self.depth = self.ends = 0
        self.last_end = -1

    def find(self, data: Any, start: int) -> list[list[Any]]:
        """The results of the parts from `start` to the end of the range that they are in."""
        found: list[list[Any]] = []
        index = start
        while index < len(self.template):
            part = self.template[index]
            results = self.chain([data], part) if isinstance(part, tuple) else [part.value]
            if self.ends and self.ends <= self.depth:
                self.ends -= 1
                self.last_end = index
                break
            if self.begins:
                self.begins -= 1
                found += self._range(results, index + 1)
                index = max(index, self.last_end)
            else:
                found.append(results)
            index += 1
        return found

    def _range(self, elements: list[Any], body: int) -> list[list[Any]]:
        self.depth += 1
        found: list[list[Any]] = []
        for element in elements:
            found += self.find(element, body)
        if not elements:
            self.find(INVALID, body)  # only to learn where the range ends
        self.depth -= 1
        return found

    def chain(self, values: list[Any], nodes: Expression) -> list[Any]:
        for node in nodes:
            values = self.step(values, node)
        return values

    def step(self, values: list[Any], node: Node) -> list[Any]:
        match node:
            case Field():
                return self._field(values, node)
            case Slice():
                return [item for value in values if value is not None for item in _slice(value, node)]
            case Filter():
                return [item for value in values for item in self._filter(value, node)]
            case Union():
                return [item for member in node.members for item in self.chain(values, member)]
            case Wildcard():
                return [child for value in values for child in _children(value)]
            case Recursive():
                return _descend(values)
            case Identifier():
                return self._identifier(values, node)
            case Constant():
                return [node.value for _ in values]

    def _identifier(self, values: list[Any], node: Identifier) -> list[Any]:
        if node.name == "range":
            self.begins += 1
            return values
        if node.name != "end":
            raise JSONPathError(f"unrecognized identifier {node.name}")
        if self.ends >= self.depth:
            raise JSONPathError("not in range, nothing to end")
        self.ends += 1
        return []

    def _field(self, values: list[Any], node: Field) -> list[Any]:
        name = node.name
        found = [value[name] for value in values if isinstance(value, dict) and name in value]
        if not found and values and not self.allow_missing_keys:
            # An input of nothing but nulls is missing, too.
            raise JSONPathError(f"{name} is not found")
        return found

    def _filter(self, value: Any, node: Filter) -> list[Any]:
        if not isinstance(value, list):
            raise JSONPathError(f"{format_value(value)} is not array or slice and cannot be filtered")
        return [item for item in value if self._passes(item, node)]

    def _passes(self, item: Any, node: Filter) -> bool:
        if node.operator == "exists":
            try:
                return bool(self.chain([item], node.left))
            except JSONPathError:
                return False
        left = self.chain([item], node.left)
        if not left:
            return False
        if len(left) > 1:
            raise JSONPathError("can only compare one element at a time")
        right = self.chain([item], node.right)
        if not right:
            return False
        if len(right) > 1:
            raise JSONPathError("can only compare one element at a time")
        try:
            return comparing.compare(node.operator, left[0], right[0])
        except comparing.ComparisonError as error:
            raise JSONPathError(str(error)) from None
        except KeyError:
            raise JSONPathError(f"unrecognized filter operator {node.operator}") from None


def _slice(value: Any, node: Slice) -> list[Any]:
    if not isinstance(value, list):
        raise JSONPathError(f"{type_name(value)} is not array or slice")
    length = len(value)
    start = node.start or 0
    start += length if start < 0 else 0
    if node.single:
        stop = (node.start or 0) + 1
        stop += length if stop <= 0 else 0
    else:
        stop = length if node.stop is None else node.stop
        stop += length if stop < 0 else 0
    if start == stop:
        return []
    if not 0 <= start < length:
        raise JSONPathError(f"array index out of bounds: index {start}, length {length}")
    if not 0 <= stop <= length:
        raise JSONPathError(f"array index out of bounds: index {stop - 1}, length {length}")
    if start > stop:
        raise JSONPathError(f"starting index {start} is greater than ending index {stop}")
    if node.step is not None and node.step <= 0:
        raise JSONPathError("step must be > 0")
    return value[start : stop : node.step or 1]


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [Byte(byte) for byte in value.encode("utf-8", "surrogatepass")]
    return []


def _descend(values: list[Any]) -> list[Any]:
    """Every value that holds something, before what it holds."""
    found: list[Any] = []
    for value in values:
        children = _children(value)
        if children:
            found.append(value)
            if not isinstance(value, str):
                found += _descend(children)
    return found
