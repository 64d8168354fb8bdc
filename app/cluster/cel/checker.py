"""The types of an expression, found without running it.

Follows cel-go checker/checker.go. Known difference: comprehensions are checked as they were written, not as the folds
that upstream makes of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.cluster.cel.functions import Functions, Overload
from app.cluster.cel.tree import Call, Ident, Issues, ListNode, Literal, Macro, MapNode, Node, OptMap, Select, Struct
from app.cluster.cel.types import (
    BOOL,
    DYN,
    ERROR,
    INT,
    Mappings,
    Type,
    is_loose,
    is_param,
    join,
    list_of,
    map_of,
    optional_of,
    renamed,
)
from app.cluster.cel.values import type_name

_TYPE_NAMES = """
    bool int uint double string bytes list map null_type type dyn google.protobuf.Timestamp google.protobuf.Duration
    net.IP net.CIDR kubernetes.Quantity
"""
TYPE_NAMES = frozenset(_TYPE_NAMES.split())


def qualified(node: Node) -> str | None:
    """`a.b.c` of idents and selects; None for anything else."""
    if isinstance(node, Ident):
        return node.name
    if isinstance(node, Select) and not node.test and not node.optional:
        before = qualified(node.operand)
        return f"{before}.{node.field}" if before else None
    return None


class Checker:
    """Checks one expression; `issues` collects what is wrong, `names` the variables it uses.

    `chosen` has the overloads that a call may run, by the identity of its node.
    """

    def __init__(self, issues: Issues, variables: Mapping[str, Type], functions: Functions,
                 structs: tuple[str, ...] = ()) -> None:  # fmt: skip
        self._issues, self._functions, self._structs = issues, functions, structs
        self._variables = [dict(variables)]
        self._mappings = Mappings()
        self.names: set[str] = set()
        self.chosen: dict[int, list[Overload]] = {}
        self._types: dict[int, Type] = {}

    def check(self, node: Node) -> Type:
        """The type of an expression; unknown parameters become dyn."""
        return self._mappings.resolve(self.type_of(node), loosely=True)

    def noted(self, node: Node) -> Type:
        """The type that was found for a node of a checked expression."""
        return self._mappings.resolve(self._types.get(id(node), DYN), loosely=True)

    def type_of(self, node: Node) -> Type:
        """The type of a node."""
        found = self._types[id(node)] = self._type_of(node)
        return found

    def _type_of(self, node: Node) -> Type:
        if isinstance(node, Literal):
            return Type(type_name(node.value))
        if isinstance(node, Ident):
            return self._ident(node)
        if isinstance(node, Select):
            return self._select(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, ListNode):
            return self._list(node)
        if isinstance(node, MapNode):
            return self._map(node)
        if isinstance(node, Struct):
            return self._struct(node)
        if isinstance(node, Macro):
            return self._macro(node)
        assert isinstance(node, OptMap)
        return self._opt_map(node)

    def _undeclared(self, at: int, name: str) -> Type:
        self._issues.add(at, f"undeclared reference to '{name}' (in container '')")
        return ERROR

    def _ident(self, node: Ident) -> Type:
        for scope in reversed(self._variables):
            if node.name in scope:
                self.names.add(node.name)
                return scope[node.name]
        if node.name in TYPE_NAMES:
            return Type("type", (Type(node.name),))
        return self._undeclared(node.at, node.name)

    def _select(self, node: Select) -> Type:
        name = qualified(node)
        if name in TYPE_NAMES:
            return Type("type", (Type(name),))
        if name in self._variables[0]:  # of a name that has a dot
            return self._variables[0][name]
        target = self._mappings.resolve(self.type_of(node.operand))
        viral = target.name == "optional_type"
        found = self._field(node, target.params[0] if viral else target)
        if node.test:
            return BOOL
        return optional_of(found) if viral or node.optional else found

    def _field(self, node: Select, target: Type) -> Type:
        if target.name == "map":
            return target.params[1]
        if target.fields is not None:
            found = target.fields.get(node.field)
            if found is None:
                self._issues.add(node.at, f"undefined field '{node.field}'")
                return ERROR
            return found
        if not is_loose(target) and not is_param(target):
            self._issues.add(node.at, f"type '{target}' does not support field selection")
            return ERROR
        return DYN

    def _call(self, node: Call) -> Type:
        args = [self.type_of(item) for item in node.args]
        name, target = node.function, node.target
        if target is not None:
            prefix = qualified(target)
            if prefix is not None and self._functions.known(f"{prefix}.{name}"):
                return self._resolve(node, f"{prefix}.{name}", None, args)
            found = self.type_of(target)
            if self._functions.known(name):
                return self._resolve(node, name, found, args)
        elif self._functions.known(name):
            return self._resolve(node, name, None, args)
        return self._undeclared(node.at, name)

    def _resolve(self, node: Call, name: str, target: Type | None, args: list[Type]) -> Type:
        if name in {"_&&_", "_||_"}:
            return self._logical(node, args)
        given = ([target] if target is not None else []) + args
        if ERROR in given:
            return ERROR
        result: Type | None = None
        for overload in self._functions.known(name):
            if overload.member != (target is not None) or len(overload.params) != len(given):
                continue
            if result is not None and is_loose(overload.params[0]):
                continue  # takes what no other does
            mark, before = self._mappings.fresh(), self._mappings.copy()
            wanted = [renamed(item, mark) for item in overload.params]
            if not all(self._mappings.fits(*pair) for pair in zip(wanted, given, strict=True)):
                self._mappings.restore(before)
                continue
            found = self._mappings.resolve(renamed(overload.result, mark))
            self.chosen.setdefault(id(node), []).append(overload)
            result = found if result in (None, found) else DYN
        if result is not None:
            return result
        shown = [str(self._mappings.resolve(item, loosely=True)) for item in given]
        call = f"{shown[0]}.({', '.join(shown[1:])})" if target is not None else f"({', '.join(shown)})"
        self._issues.add(node.at, f"found no matching overload for '{name}' applied to '{call}'")
        return ERROR

    def _logical(self, node: Call, args: list[Type]) -> Type:
        result = BOOL
        for item, found in zip(node.args, args, strict=True):
            if not self._wants(item, found, BOOL):
                result = ERROR
        return result

    def _wants(self, node: Node, found: Type, wanted: Type) -> bool:
        if self._mappings.fits(wanted, found):
            return True
        shown = self._mappings.resolve(found, loosely=True)
        self._issues.add(node.at, f"expected type '{wanted}' but found '{shown}'")
        return False

    def _same(self, node: Node, before: Type | None, found: Type) -> Type:
        if before is None:
            return found
        together = join(before, found, self._mappings)
        if together is None:
            resolved = self._mappings.resolve(before, loosely=True)
            shown = self._mappings.resolve(found, loosely=True)
            self._issues.add(node.at, f"expected type '{resolved}' but found '{shown}'")
            return before
        return together

    def _optional(self, node: Node, found: Type) -> Type:
        found = self._mappings.resolve(found)
        if found.name == "optional_type":
            return found.params[0]
        if not is_loose(found):
            self._issues.add(node.at, f"expected type 'optional_type({found})' but found '{found}'")
        return found

    def _list(self, node: ListNode) -> Type:
        item: Type | None = None
        for index, element in enumerate(node.items):
            found = self.type_of(element)
            item = self._same(element, item, self._optional(element, found) if index in node.optional else found)
        return list_of(item or Type("A" + self._mappings.fresh()))

    def _map(self, node: MapNode) -> Type:
        key: Type | None = None
        value: Type | None = None
        for entry in node.entries:
            key = self._same(entry.key, key, self.type_of(entry.key))
            found = self.type_of(entry.value)
            value = self._same(entry.value, value, self._optional(entry.value, found) if entry.optional else found)
        mark = self._mappings.fresh()
        return map_of(key or Type("K" + mark), value or Type("V" + mark))

    def _struct(self, node: Struct) -> Type:
        for item in node.fields:
            self.type_of(item.value)
        if node.name.partition(".")[0] not in self._structs:
            return self._undeclared(node.at, node.name)
        return Type(node.name)

    def _opt_map(self, node: OptMap) -> Type:
        target = self._mappings.resolve(self.type_of(node.over))
        inner = target.params[0] if target.name == "optional_type" else DYN
        if target.name != "optional_type" and not is_loose(target):
            name = "optFlatMap" if node.flat else "optMap"
            self._issues.add(node.at, f"found no matching overload for '{name}' applied to '{target}'")
        found = self._within({node.name: inner}, node.body)
        return found if node.flat else optional_of(found)

    def _within(self, names: dict[str, Type], body: Node) -> Type:
        self._variables.append(names)
        found = self.type_of(body)
        self._variables.pop()
        return found

    def _macro(self, node: Macro) -> Type:
        over = self._mappings.resolve(self.type_of(node.over))
        first, second = self._range(node, over)
        double = len(node.names) == 2
        if double:
            scope = dict(zip(node.names, (first if over.name == "map" else _index(over), second), strict=True))
        else:
            scope = {node.names[0]: first}
        if node.condition is not None:
            self._wants(node.condition, self._within(scope, node.condition), BOOL)
        body = self._within(scope, node.body)
        key = scope[node.names[0]]
        if node.kind in {"all", "exists", "existsOne", "filter"}:
            self._wants(node.body, body, BOOL)
            return list_of(first) if node.kind == "filter" else BOOL
        if node.kind in {"map", "transformList"}:
            return list_of(body)
        return map_of(key, body) if node.kind == "transformMap" else body

    def _range(self, node: Macro, over: Type) -> tuple[Type, Type]:
        if over.name == "list":
            return over.params[0], over.params[0]
        if over.name == "map":
            return over.params[0], over.params[1]
        if not is_loose(over) and not is_param(over):
            text = f"expression of type '{over}' cannot be range of a comprehension (must be list, map, or dynamic)"
            self._issues.add(node.over.at, text)
        return DYN, DYN


def _index(over: Type) -> Type:
    return INT if over.name == "list" else DYN
