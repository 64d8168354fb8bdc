"""One execution of a chart's templates: typed parameters, structs with methods, missing keys as nil.

Follows Go's text/template/exec.go: validateType, evalArg, evalField; helm runs it with missingkey=zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.helm.engine.values import Struct, Time
from app.kubectl.output.golang.values import INVALID, Int, type_name
from app.kubectl.output.gotemplate.boxes import Box, static_type, unboxed
from app.kubectl.output.gotemplate.builtins import CallError, Function
from app.kubectl.output.gotemplate.execute import MISSING, Execution
from app.kubectl.output.gotemplate.failures import Failure
from app.kubectl.output.gotemplate.nodes import Bool, Node, Number, String

MAP = "map[string]interface {}"
_INTEGERS = {"int": Int, "int64": int}
_NULLABLE = {"any", "value", "", "map", "list"}
_SHOWN = {"map": MAP, "any": "interface {}", "list": "[]interface {}", "time": "time.Time"}


class ChartExecution(Execution):
    """Runs one template of a set. Parameters may be of these types, too: int, int64, float64, bool, map, list."""

    def missing(self, message: str) -> Any:
        """A key that is not there: nil, or a failure under --strict."""
        if self.missing_key_error:
            raise Failure(message)
        return Box(None)

    def field(self, name: str, node: Node, receiver: Any, has_arguments: bool) -> Any:
        """A key of a map or a field of a struct."""
        if receiver is INVALID and not self.missing_key_error:
            return INVALID
        value = receiver.value if isinstance(receiver, Box) else receiver
        if isinstance(value, Struct) and value.go_kind == "struct" and name not in value:
            if name in value.methods:
                return self._called(name, value.methods[name], [])
            raise Failure(f"can't evaluate field {name} in type {static_type(receiver)}")
        return super().field(name, node, receiver, has_arguments)

    def last_field(
        self, dot: Any, name: str, node: Node, receiver: Any, arguments: Sequence[Node], final: Any
    ) -> Any:  # fmt: skip
        """The last name of a chain, which may be a method that takes the arguments."""
        value = receiver.value if isinstance(receiver, Box) else receiver
        methods = value.methods if isinstance(value, Struct) else time_methods(value)
        found = methods.get(name)
        if found is None:
            return super().last_field(dot, name, node, receiver, arguments, final)
        given = list(arguments[1:])
        count = len(given) + (final is not MISSING)
        self.check_count(name, found, len(given), count)
        types = [found.parameters[min(i, len(found.parameters) - 1)] for i in range(count)]
        values = [self.argument(dot, type_, argument) for type_, argument in zip(types, given, strict=False)]
        if final is not MISSING:
            values.append(self.converted(final, types[-1]))
        return self._called(name, found, values)

    def _called(self, name: str, found: Function, values: list[Any]) -> Any:
        try:
            return found.call(*values)
        except CallError as error:
            raise Failure(f"error calling {name}: {error}", error) from None

    def literal(self, dot: Any, type_: str, node: Node) -> Any:
        """A constant as a parameter of `type_` takes it."""
        if type_ in {"", "any", "value"}:
            return self.constant(dot, node)
        if type_ in _INTEGERS:
            if not isinstance(node, Number) or node.integer is None:
                raise Failure(f"expected integer; found {node}")
            return _INTEGERS[type_](node.integer)
        if type_ == "float64":
            if not isinstance(node, Number) or node.floating is None:
                raise Failure(f"expected float; found {node}")
            return node.floating
        wanted = {"string": String, "bool": Bool}.get(type_)
        if wanted is None:
            raise Failure(f"can't handle {node} for arg of type {_SHOWN[type_]}")
        if not isinstance(node, wanted):
            raise Failure(f"expected {type_}; found {node}")
        return self.constant(dot, node)

    def converted(self, value: Any, type_: str) -> Any:
        """`value` as a parameter of `type_` takes it."""
        if type_ in {"", "value"}:
            return value
        bare = unboxed(value)
        if type_ == "any":
            return None if bare is INVALID else bare
        if value is INVALID:
            if type_ in _NULLABLE:
                return {} if type_ == "map" else []
            raise Failure(f"invalid value; expected {_SHOWN.get(type_, type_)}")
        if not _fits(bare, type_):
            got = "interface {}" if bare is INVALID else type_name(bare)
            raise Failure(f"wrong type for value; expected {_SHOWN.get(type_, type_)}; got {got}")
        return bare


def _fits(value: Any, type_: str) -> bool:
    if type_ == "string":
        return isinstance(value, str)
    if type_ == "map":
        return isinstance(value, dict) and type_name(value) in {MAP, "common.Values"}
    if type_ == "list":
        return type(value) is list
    return {"int": Int, "int64": int, "float64": float, "bool": bool, "time": Time}[type_] is type(value)


def time_methods(value: Any) -> dict[str, Function]:
    """The methods of a time; none for anything else."""
    if not isinstance(value, Time):
        return {}
    from app.helm.engine.functions.dates import METHODS  # noqa: PLC0415 - dates need executions' types

    return {name: Function(_bound(call, value), parameters) for name, (call, parameters) in METHODS.items()}


def _bound(call: Any, value: Any) -> Any:
    return lambda *arguments: call(value, *arguments)
