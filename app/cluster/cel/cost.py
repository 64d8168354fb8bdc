"""What an expression may cost at worst, by the sizes that a schema allows.

Follows cel-go checker/cost.go and kubernetes apiserver/pkg/cel/{limits.go,common/schemas.go,library/cost.go}, roughly:
good for telling rules that can never be afforded from all others, not for the exact factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.cluster.cel.tree import Call, Ident, ListNode, Literal, Macro, MapNode, Node, OptMap, Select, Struct

Schema = dict[str, Any]
REQUEST = 3 * 1024 * 1024  # bytes of the largest request
_MIN_SIZES = {"string": 2, "boolean": 4, "integer": 1, "number": 1, "array": 2, "object": 2}
_LINEAR = frozenset({"isSorted", "sum", "min", "max", "indexOf", "lastIndexOf", "sets.contains", "join"})
_TRAVERSED = frozenset({"split", "replace", "lowerAscii", "upperAscii", "trim", "substring", "quantity", "url", "ip"})
_COMPARED = frozenset({"_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"})


def min_size(schema: Schema) -> int:
    """The fewest bytes a value takes in a request."""
    size = _MIN_SIZES.get(schema.get("type", ""), 1)
    if schema.get("type") == "object":
        properties = schema.get("properties") or {}
        for name in schema.get("required") or ():
            size += len(name) + 4 + min_size(properties.get(name) or {})
    return size


def max_elements(schema: Schema) -> int:
    """How many items, entries or bytes a value can have."""
    kind = schema.get("type")
    if kind == "array":
        return int(schema.get("maxItems", REQUEST // (min_size(schema.get("items") or {}) + 1)))
    if kind == "object":
        rest = schema.get("additionalProperties")
        return int(schema.get("maxProperties", REQUEST // (min_size(rest if isinstance(rest, dict) else {}) + 6)))
    if kind == "string":
        if schema.get("enum"):
            return max(len(str(item)) for item in schema["enum"])
        if schema.get("format") in {"date", "date-time", "duration"}:
            return 32
        return min(int(schema.get("maxLength", REQUEST)) * 4, REQUEST)
    return 1


def estimate(tree: Node, schema: Schema) -> float:
    """The most that an expression about `self` can cost."""
    return _Estimator().cost(tree, {"self": schema, "oldSelf": schema})


class _Estimator:
    def _schema(self, node: Node, scope: Mapping[str, Schema]) -> Schema:
        """The schema of the value that a node stands for; empty when nothing is known of it."""
        if isinstance(node, Ident):
            return scope.get(node.name, {})
        if isinstance(node, Select):
            below = self._schema(node.operand, scope)
            found = (below.get("properties") or {}).get(node.field, below.get("additionalProperties"))
            return found if isinstance(found, dict) else {}
        if isinstance(node, Call) and node.function in {"_[_]", "_[?_]"}:
            return _items(self._schema(node.args[0], scope))
        if isinstance(node, Macro) and node.kind == "filter":
            return self._schema(node.over, scope)
        if isinstance(node, Macro) and node.kind in {"map", "transformList"}:
            over = self._schema(node.over, scope)
            return {"type": "array", "maxItems": max_elements(over)} if over else {}
        return {}

    def _size(self, node: Node, scope: Mapping[str, Schema]) -> int:
        if isinstance(node, Literal):
            return len(node.value) if isinstance(node.value, (str, bytes)) else 1
        if isinstance(node, ListNode):
            return len(node.items)
        return max_elements(self._schema(node, scope))

    def cost(self, node: Node, scope: Mapping[str, Schema]) -> float:
        """The most that a node can cost, where names stand for values of these schemas."""
        if isinstance(node, Literal):
            return 0
        if isinstance(node, Ident):
            return 1
        if isinstance(node, Select):
            return self.cost(node.operand, scope) + (0 if node.test else 1)
        if isinstance(node, Call):
            return self._call(node, scope)
        if isinstance(node, ListNode):
            return 10 + sum(self.cost(item, scope) for item in node.items)
        if isinstance(node, MapNode):
            return 30 + sum(self.cost(item.key, scope) + self.cost(item.value, scope) for item in node.entries)
        if isinstance(node, Struct):
            return 40 + sum(self.cost(item.value, scope) for item in node.fields)
        if isinstance(node, OptMap):
            return self.cost(node.over, scope) + self.cost(node.body, scope)
        assert isinstance(node, Macro)
        return self._macro(node, scope)

    def _macro(self, node: Macro, scope: Mapping[str, Schema]) -> float:
        over = self._schema(node.over, scope)
        is_map = over.get("type") == "object"
        values = [{"type": "string"} if is_map else _items(over), _items(over)]
        if len(node.names) == 2 and not is_map:
            values[0] = {}
        inner = {**scope, **dict(zip(node.names, values, strict=False))}
        once = self.cost(node.body, inner) + 3
        if node.condition is not None:
            once += self.cost(node.condition, inner)
        return self.cost(node.over, scope) + max_elements(over) * once

    def _call(self, node: Call, scope: Mapping[str, Schema]) -> float:
        args = [*([node.target] if node.target is not None else []), *node.args]
        cost = sum(self.cost(item, scope) for item in args)
        name = node.function
        if not args or name in {"_&&_", "_||_", "_?_:_", "!_"}:
            return cost
        first = self._size(args[0], scope)
        if name in _COMPARED:
            return cost + max(1.0, 0.1 * min(first, self._size(args[1], scope)))
        if name == "@in":
            return cost + (self._size(args[1], scope) if self._schema(args[1], scope).get("type") == "array" else 1)
        if name == "contains":
            return cost + 0.01 * first * self._size(args[1], scope)
        if name in {"matches", "find", "findAll"}:
            return cost + 0.1 * (first + 1) * 0.25 * self._size(args[1], scope)
        if name in _LINEAR:
            return cost + first
        return cost + (0.1 * first if name in _TRAVERSED else 1)


def _items(schema: Schema) -> Schema:
    found = schema.get("items") if schema.get("type") == "array" else schema.get("additionalProperties")
    return found if isinstance(found, dict) else {}
