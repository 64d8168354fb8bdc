"""What an expression may cost, from the sizes that a schema allows.

Follows cel-go checker/cost.go; what functions of Kubernetes cost stands in call_cost.py. Known difference: sizes of
optional values are not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.cluster.cel.call_cost import CallCost, Operand, call_cost
from app.cluster.cel.checker import Checker
from app.cluster.cel.functions import Overload
from app.cluster.cel.library import standard
from app.cluster.cel.parser import parse
from app.cluster.cel.ranges import NOTHING, ONE, UNKNOWN, Range, fixed, plus, times, union
from app.cluster.cel.sizes import Declared
from app.cluster.cel.tree import Call, Ident, ListNode, Literal, Macro, MapNode, Node, OptMap, Select, Struct
from app.cluster.cel.types import Type

Path = tuple[str, ...]
LIST, MAP, STRUCT = 10, 30, 40  # of making one
_SCALARS = frozenset({
    "bool", "double", "int", "uint", "google.protobuf.Duration", "google.protobuf.Timestamp"
})  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """The sizes of a container's keys and values, known from the expression itself."""

    kind: str
    key: Range
    value: Range


@dataclass(frozen=True)
class Local:
    """A name of a comprehension: where its values come from, and their sizes as far as they are known."""

    path: Path
    size: Range | None = None
    entry: Entry | None = None


def estimate(source: str, variables: Mapping[str, Type], root: Declared) -> int:
    """The most that an expression can cost; `root` is the type of self. It must compile."""
    tree, issues = parse(source)
    assert tree is not None
    checker = Checker(issues, variables, standard())
    checker.check(tree)
    return _Coster(checker, root).cost(tree)[1]


def _joined(one: Entry | None, two: Entry | None) -> Entry | None:
    if one is None or two is None:
        return None
    return Entry(one.kind, union(one.key, two.key), union(one.value, two.value))


class _Coster:
    """Costs of nodes as (least, most); notes paths and sizes on the way."""

    def __init__(self, checker: Checker, root: Declared) -> None:
        self._checker, self._root = checker, root
        self._paths: dict[int, Path] = {}
        self._sizes: dict[int, Range] = {}
        self._entries: dict[int, Entry] = {}
        self._locals: dict[str, list[Local]] = {}

    # What is known of a node

    def _type(self, node: Node) -> Type:
        return self._checker.noted(node)

    def _local(self, node: Node) -> Local | None:
        found = self._locals.get(node.name) if isinstance(node, Ident) else None
        return found[-1] if found else None

    def _path(self, node: Node) -> Path:
        local = self._local(node)
        return local.path if local is not None else self._paths.get(id(node), ())

    def size(self, node: Node) -> Range:
        """How many elements, characters or bytes."""
        return self._known_size(node) or UNKNOWN

    def _known_size(self, node: Node) -> Range | None:
        found = self._sizes.get(id(node)) or _own_size(node) or self._declared_size(self._path(node))
        if found is not None:
            return found
        kind = self._type(node)
        while kind.name == "optional_type":
            kind = kind.params[0]
        if kind.name in _SCALARS:
            return ONE
        local = self._local(node)
        return local.size if local is not None else None

    def _declared_size(self, path: Path) -> Range | None:
        found = self._root.at(path[1:]) if path else None
        return (0, found.most) if found is not None else None

    def _entry(self, node: Node) -> Entry | None:
        local = self._local(node)
        return self._entries.get(id(node)) or (local.entry if local is not None else None)

    # Costs

    def cost(self, node: Node) -> Range:
        """The cost of a node."""
        if isinstance(node, Literal):
            return NOTHING
        if isinstance(node, Ident):
            local = self._local(node)
            self._paths[id(node)] = local.path if local is not None else (node.name,)
            return ONE
        if isinstance(node, Select):
            return self._select(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Macro):
            return self._macro(node)
        if isinstance(node, OptMap):
            return self._opt_map(node)
        return self._made(node)

    def _select(self, node: Select) -> Range:
        cost = self.cost(node.operand)
        if node.test:
            return cost
        if node.optional:
            return plus(cost, ONE)
        kind = self._type(node.operand)
        if kind.name == "map" or kind.fields is not None:
            cost = plus(cost, ONE)
        self._paths[id(node)] = (*self._path(node.operand), node.field)
        return cost

    def _made(self, node: Node) -> Range:
        parts: list[tuple[Node, Node]] = []
        if isinstance(node, Struct):
            return plus(fixed(STRUCT), *(self.cost(one.value) for one in node.fields))
        if isinstance(node, MapNode):
            parts = [(one.key, one.value) for one in node.entries]
            costs = [self.cost(one) for pair in parts for one in pair]
            sizes = [(self.size(key), self.size(value)) for key, value in parts] or [(NOTHING, NOTHING)]
            keys, values = union(*(one for one, _ in sizes)), union(*(one for _, one in sizes))
            self._entries[id(node)] = Entry("map", keys, values)
            return plus(fixed(MAP), *costs)
        assert isinstance(node, ListNode)
        costs = [self.cost(one) for one in node.items]
        values = union(*([self.size(one) for one in node.items] or [NOTHING]))
        self._entries[id(node)] = Entry("list", ONE, values)
        return plus(fixed(LIST), *costs)

    def _opt_map(self, node: OptMap) -> Range:
        """`over.hasValue() ? optional.of(bind(name, over.value(), body)) : optional.none()`."""
        asked, taken = plus(self.cost(node.over), ONE), plus(self.cost(node.over), ONE)
        self._locals.setdefault(node.name, []).append(Local(()))
        body = self.cost(node.body)
        self._locals[node.name].pop()
        there = plus(fixed(LIST), taken, body, NOTHING if node.flat else ONE)
        return plus(asked, union(there, ONE))

    # Calls

    def _call(self, node: Call) -> Range:
        if node.function == "dyn" and node.target is None:
            return self._dyn(node)
        costs = [self.cost(one) for one in node.args]
        args = plus(*costs)
        if node.function in {"_&&_", "_||_"}:
            return costs[0][0], args[1]
        overloads, member = self._checker.chosen.get(id(node), []), False
        total = NOTHING
        if overloads and overloads[0].member and node.target is not None:
            total, member = self.cost(node.target), True
        if node.function == "_?_:_":
            self._sizes[id(node)] = union(self.size(node.args[1]), self.size(node.args[2]))
            self._note(node, _joined(self._entry(node.args[1]), self._entry(node.args[2])))
            return plus(costs[0], union(costs[1], costs[2]))
        found: list[CallCost] = []
        operands = [self._operand(one) for one in node.args]
        target = self._operand(node.target) if member and node.target is not None else None
        for overload in overloads:
            found.append(call_cost(node.function, overload, target, operands))
            self._index(node, overload)
        self._note_size(node, found)
        return plus(total, args, union(*(one.cost for one in found)) if found else NOTHING)

    def _dyn(self, node: Call) -> Range:
        cost = plus(ONE, self.cost(node.args[0]))
        size, entry = self._known_size(node.args[0]), self._entry(node.args[0])
        if size is not None:
            self._sizes[id(node)] = size
        self._note(node, entry)
        return cost

    def _operand(self, node: Node) -> Operand:
        kind = self._type(node)
        path = self._path(node)
        below = self._declared_size((*path, "@items")) if path else None
        literal = node.value if isinstance(node, Literal) else None
        return Operand(self.size(node), kind, below or UNKNOWN, literal)

    def _index(self, node: Call, overload: Overload) -> None:
        if node.function != "_[_]":
            return
        kind = overload.params[0].name
        if kind in {"list", "map"}:
            self._paths[id(node)] = (*self._path(node.args[0]), "@items" if kind == "list" else "@values")
            if (entry := self._entry(node.args[0])) is not None:
                self._sizes[id(node)] = entry.value

    def _note_size(self, node: Call, found: list[CallCost]) -> None:
        sizes = [one.size for one in found if one.size is not None]
        if sizes:
            self._sizes[id(node)] = union(*sizes)
        if node.function == "_+_":
            self._note(node, _joined(self._entry(node.args[0]), self._entry(node.args[1])))

    def _note(self, node: Node, entry: Entry | None) -> None:
        if entry is not None:
            self._entries[id(node)] = entry

    # Comprehensions, as the folds that upstream makes of them

    def _macro(self, node: Macro) -> Range:
        cost = self.cost(node.over)
        names = self._iterate(node)
        condition = self.cost(node.condition) if node.condition is not None else NOTHING
        body = self.cost(node.body)
        step, made = self._step(node, condition, body)
        for name in names:
            self._locals[name].pop()
        count = self.size(node.over)
        begin, loop, result = _FOLDS[node.kind]
        if made is not None:
            self._sizes[id(node)] = count
            self._note(node, made)
        else:
            self._sizes[id(node)] = ONE
        return plus(cost, fixed(begin), fixed(result), times(count, plus(step, fixed(loop))))

    def _iterate(self, node: Macro) -> tuple[str, ...]:
        entry, path = self._entry(node.over), self._path(node.over)
        is_list = (entry.kind if entry is not None else self._type(node.over).name) == "list"
        key, value = (entry.key, entry.value) if entry is not None else (None, None)
        if len(node.names) == 2:
            found = [Local((*path, "@indices" if is_list else "@keys"), key),
                     Local((*path, "@items" if is_list else "@values"), value)]  # fmt: skip
        else:
            found = [Local((*path, "@items"), value) if is_list else Local((*path, "@keys"), key)]
        for name, local in zip(node.names, found, strict=True):
            self._locals.setdefault(name, []).append(local)
        return node.names

    def _step(self, node: Macro, condition: Range, body: Range) -> tuple[Range, Entry | None]:
        """(cost of one round, sizes of what is made of all rounds, if anything is)."""
        empty = Entry("list", ONE, NOTHING)
        match node.kind:
            case "all" | "exists":  # accumulator && body
                return (1, 1 + body[1]), None
            case "existsOne":  # body ? accumulator + 1 : accumulator
                return plus(body, (1, 2)), None
            case "filter":  # body ? accumulator + [name] : accumulator
                item = self.size(Ident(node.at, node.names[0]))
                return plus(body, (1, LIST + 3)), _joined(empty, Entry("list", ONE, item))
            case "map" | "transformList":
                grown = plus(fixed(LIST + 2), body)
                made = _joined(empty, Entry("list", ONE, self.size(node.body)))
                return (plus(condition, union(grown, ONE)) if node.condition is not None else grown), made
        grown = plus(fixed(3), body)
        made = Entry("map", UNKNOWN, self.size(node.body))
        return (plus(condition, union(grown, ONE)) if node.condition is not None else grown), made


# kind -> cost of the first value, of the loop's condition, and of the result
_FOLDS = {
    "all": (0, 2, 1), "exists": (0, 3, 1), "existsOne": (0, 0, 2), "filter": (LIST, 0, 1), "map": (LIST, 0, 1),
    "transformList": (LIST, 0, 1), "transformMap": (MAP, 0, 1), "transformMapEntry": (MAP, 0, 1),
}  # fmt: skip


def _own_size(node: Node) -> Range | None:
    """The size of what stands in the expression itself."""
    if isinstance(node, Literal):
        value: Any = node.value
        return fixed(len(value)) if isinstance(value, (str, bytes)) else ONE
    if isinstance(node, (ListNode, MapNode)):
        return fixed(len(node.items if isinstance(node, ListNode) else node.entries))
    return None
