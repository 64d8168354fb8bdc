"""Running a tree: every node becomes a function of the variables.

Follows cel-go interpreter/{planner,interpretable,attributes}.go: && and || do not care about an error on one side when
the other decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.cluster.cel.checker import TYPE_NAMES, qualified
from app.cluster.cel.functions import Functions
from app.cluster.cel.meter import LIST, MAP, METER, STRUCT, cost_of
from app.cluster.cel.tree import Call, Ident, ListNode, Literal, Macro, MapNode, Node, OptMap, Select, Struct
from app.cluster.cel.values import NONE, CelError, Optional, TypeValue, is_number, plain, some

Variables = Any  # anything with [name]: a dict, or one that works its values out when asked
Run = Callable[[Variables], Any]


class _Scope:
    """Variables of a comprehension before those around it."""

    __slots__ = ("_outer", "_own")

    def __init__(self, own: dict[str, Any], outer: Variables) -> None:
        self._own, self._outer = own, outer

    def __getitem__(self, name: str) -> Any:
        return self._own[name] if name in self._own else self._outer[name]


def plan(node: Node, functions: Functions) -> Run:
    """The function of a node."""
    if isinstance(node, Literal):
        value = node.value
        return lambda _: value
    if isinstance(node, Ident):
        return _ident(node)
    if isinstance(node, Select):
        return _select(node, functions)
    if isinstance(node, Call):
        return _call(node, functions)
    if isinstance(node, ListNode):
        return _list(node, functions)
    if isinstance(node, MapNode):
        return _map(node, functions)
    if isinstance(node, Struct):
        return _struct(node, functions)
    if isinstance(node, Macro):
        return _macro(node, functions)
    assert isinstance(node, OptMap)
    return _opt_map(node, functions)


def _ident(node: Ident) -> Run:
    name, spend = node.name, METER.spend

    def run(variables: Variables) -> Any:
        spend(1)
        try:
            return variables[name]
        except KeyError:
            if name in TYPE_NAMES:
                return TypeValue(name)
            raise CelError(f"no such attribute(s): {name}") from None

    return run


_NEVER = object()


def field_of(target: Any, name: Any) -> Any:
    """`target.name`; CelError when there is none."""
    found = find(target, name)
    if found is _NEVER:
        raise CelError(f"no such key: {name}")
    return found


def find(target: Any, name: Any) -> Any:
    """What a map or object has under a name, or a mark that it has nothing."""
    if isinstance(target, dict):
        if isinstance(name, float) and name.is_integer():
            name = int(name)
        return target.get(name, _NEVER) if isinstance(name, (str, int, bool)) else _NEVER
    if target is None:
        return _NEVER
    lookup = getattr(target, "cel_field", None)
    if lookup is not None:
        return lookup(name, _NEVER)
    raise CelError("no such overload")


def _select(node: Select, functions: Functions) -> Run:
    name = qualified(node)
    if name in TYPE_NAMES:
        value = TypeValue(str(name))
        return lambda _: value
    operand, field = plan(node.operand, functions), node.field
    spend = METER.spend
    if node.test:
        return lambda variables: _has(operand(variables), field)
    if node.optional:
        return lambda variables: _optional_field(operand(variables), field)

    def run(variables: Variables) -> Any:
        target = operand(variables)
        spend(1)
        return _optional_field(target, field) if isinstance(target, Optional) else field_of(target, field)

    return run


def _has(target: Any, field: str) -> bool:
    if isinstance(target, Optional):
        return target.present and find(target.value, field) is not _NEVER
    return find(target, field) is not _NEVER


def _optional_field(target: Any, field: Any) -> Optional:
    if isinstance(target, Optional):
        if not target.present:
            return NONE
        target = target.value
    found = find(target, field)
    return NONE if found is _NEVER else some(found)


def element(target: Any, index: Any) -> Any:
    """`target[index]`."""
    if isinstance(target, Optional):
        return optional_element(target, index)
    if isinstance(target, list):
        if not is_number(index) or (isinstance(index, float) and not index.is_integer()):
            raise CelError(f"unsupported index type '{type(index).__name__}' in list")
        if not 0 <= index < len(target):
            raise CelError(f"index out of bounds: {int(index)}")
        return target[int(index)]
    return field_of(target, index)


def optional_element(target: Any, index: Any) -> Optional:
    """`target[?index]`."""
    if isinstance(target, Optional):
        if not target.present:
            return NONE
        target = target.value
    if isinstance(target, list):
        return some(target[int(index)]) if is_number(index) and 0 <= index < len(target) else NONE
    return _optional_field(target, index)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise CelError("no such overload")
    return value


def _logical(left: Run, right: Run, deciding: bool) -> Run:
    def run(variables: Variables) -> bool:
        try:
            if _truth(left(variables)) is deciding:
                return deciding
        except CelError:
            if _truth(right(variables)) is deciding:
                return deciding
            raise
        return _truth(right(variables))

    return run


def _call(node: Call, functions: Functions) -> Run:
    args = [plan(item, functions) for item in node.args]
    name = node.function
    if name in {"_&&_", "_||_"}:
        return _logical(args[0], args[1], name == "_||_")
    if name == "_?_:_":
        condition, left, right = args
        return lambda variables: left(variables) if _truth(condition(variables)) else right(variables)
    if node.target is None:
        return _invoke(functions, name, args, member=False)
    prefix = qualified(node.target)
    if prefix is not None and functions.known(f"{prefix}.{name}"):
        return _invoke(functions, f"{prefix}.{name}", args, member=False)
    return _invoke(functions, name, [plan(node.target, functions), *args], member=True)


def _invoke(functions: Functions, name: str, args: list[Run], *, member: bool) -> Run:
    known = [item for item in functions.known(name) if item.member is member and len(item.params) == len(args)]
    overloads = [(item, cost_of(name, item)) for item in known]
    joined, spend = name == "join", METER.spend

    def run(variables: Variables) -> Any:
        values = tuple(item(variables) for item in args)
        for overload, cost in overloads:
            if overload.takes(values):
                spend(1 if cost is None else cost(values))
                found = overload.run(*values)
                if joined:
                    spend(len(found) // 5)
                return found
        raise CelError("no such overload")

    return run


def _list(node: ListNode, functions: Functions) -> Run:
    items, optional, spend = [plan(item, functions) for item in node.items], node.optional, METER.spend

    def run(variables: Variables) -> list[Any]:
        found: list[Any] = []
        spend(LIST)
        for index, item in enumerate(items):
            value = item(variables)
            if index not in optional:
                found.append(value)
            elif value.present:
                found.append(value.value)
        return found

    return run


def _map(node: MapNode, functions: Functions) -> Run:
    entries = [(plan(at.key, functions), plan(at.value, functions), at.optional) for at in node.entries]

    def run(variables: Variables) -> dict[Any, Any]:
        METER.spend(MAP)
        return _filled(((key(variables), value(variables), more) for key, value, more in entries), "key")

    return run


def _struct(node: Struct, functions: Functions) -> Run:
    fields = [(item.name, plan(item.value, functions), item.optional) for item in node.fields]

    def run(variables: Variables) -> dict[Any, Any]:
        METER.spend(STRUCT)
        return _filled(((name, plain_or(value(variables)), more) for name, value, more in fields), "field")

    return run


def plain_or(value: Any) -> Any:
    """A struct's field as JSON data; optionals are left for who fills them in."""
    return value if isinstance(value, Optional) else plain(value)


def _filled(entries: Iterable[tuple[Any, Any, bool]], word: str) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value, optional in entries:
        if key in found:
            raise CelError(f"Failed with repeated {word}: {key}")
        if not optional:
            found[key] = value
        elif value.present:
            found[key] = value.value
    return found


def _opt_map(node: OptMap, functions: Functions) -> Run:
    over, body, name, flat = plan(node.over, functions), plan(node.body, functions), node.name, node.flat

    def run(variables: Variables) -> Any:
        target = over(variables)
        if not isinstance(target, Optional):
            raise CelError("no such overload")
        if not target.present:
            return NONE
        found = body(_Scope({name: target.value}, variables))
        return found if flat else some(found)

    return run


def _macro(node: Macro, functions: Functions) -> Run:
    over, body, names = plan(node.over, functions), plan(node.body, functions), node.names
    condition = plan(node.condition, functions) if node.condition is not None else None
    begin, each = _FOLDS[node.kind]
    spend = METER.spend

    def scopes(variables: Variables) -> Iterable[tuple[Any, _Scope]]:
        target = over(variables)
        if not isinstance(target, (list, dict)):
            raise CelError("no such overload")
        if len(names) == 1:
            pairs: Iterable[tuple[Any, ...]] = ((item,) for item in target)
        else:
            pairs = target.items() if isinstance(target, dict) else enumerate(target)
        spend(begin)
        for pair in pairs:
            spend(each)
            scope = _Scope(dict(zip(names, pair, strict=True)), variables)
            if condition is None or _truth(condition(scope)):
                yield pair[0], scope

    return _KINDS[node.kind](scopes, body)


# kind -> cost of the first and the last value, and of each round but for its body, as the folds of cel-go have them
_FOLDS = {
    "all": (1, 3), "exists": (1, 4), "existsOne": (2, 1), "filter": (LIST + 1, 1), "map": (LIST + 1, LIST + 2),
    "transformList": (LIST + 1, LIST + 2), "transformMap": (MAP + 1, 3), "transformMapEntry": (MAP + 1, 3),
}  # fmt: skip
Scopes = Callable[[Variables], Iterable[tuple[Any, _Scope]]]


def _quantified(scopes: Scopes, body: Run, deciding: bool) -> Run:
    def run(variables: Variables) -> bool:
        problem: CelError | None = None
        for _, scope in scopes(variables):
            try:
                if _truth(body(scope)) is deciding:
                    return deciding
            except CelError as error:
                problem = error
        if problem is not None:
            raise problem
        return not deciding

    return run


def _one(scopes: Scopes, body: Run) -> Run:
    return lambda variables: sum(_truth(body(scope)) for _, scope in scopes(variables)) == 1


def _filter(scopes: Scopes, body: Run) -> Run:
    return lambda variables: [item for item, scope in scopes(variables) if _truth(body(scope))]


def _entries(scopes: Scopes, body: Run) -> Run:
    def run(variables: Variables) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for _, scope in scopes(variables):
            for key, value in body(scope).items():
                if key in found:
                    raise CelError(f"insert failed: key {key} already exists")
                found[key] = value
        return found

    return run


_KINDS: dict[str, Callable[[Scopes, Run], Run]] = {
    "all": lambda scopes, body: _quantified(scopes, body, False),
    "exists": lambda scopes, body: _quantified(scopes, body, True),
    "existsOne": _one,
    "filter": _filter,
    "map": lambda scopes, body: lambda variables: [body(scope) for _, scope in scopes(variables)],
    "transformList": lambda scopes, body: lambda variables: [body(scope) for _, scope in scopes(variables)],
    "transformMap": lambda scopes, body: lambda variables: {key: body(scope) for key, scope in scopes(variables)},
    "transformMapEntry": _entries,
}
