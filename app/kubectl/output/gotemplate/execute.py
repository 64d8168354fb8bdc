"""Go templates over decoded JSON.

Follows Go's text/template/exec.go. Differs: templates that call themselves are stopped much earlier than at 100000
levels (with the same message), and a template may not take more steps or write more text than allowed here.
"""
# ruff: noqa: D102 - the methods are the nodes and values of Go's exec.go

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.kubectl.output.golang.printing import format_value
from app.kubectl.output.golang.values import INVALID, Int, kind, type_name
from app.kubectl.output.gotemplate.boxes import Box, static_type, truth, unboxed
from app.kubectl.output.gotemplate.builtins import FUNCTIONS, CallError, Function
from app.kubectl.output.gotemplate.failures import ExecutionError, Failure
from app.kubectl.output.gotemplate.nodes import (
    Action,
    Bool,
    Branch,
    Chain,
    Command,
    Dot,
    Field,
    Identifier,
    Invocation,
    Jump,
    Nil,
    Node,
    Number,
    Pipe,
    String,
    Text,
    Variable,
)
from app.kubectl.output.gotemplate.parse import Template
from app.sim.go_strings import quote

_GO_MAX_DEPTH = 100_000  # what the message says
_MAX_DEPTH = 60
_MAX_STEPS = 1_000_000
_MAX_TEXT = 16 << 20


class _Break(Exception):  # noqa: N818 - no error, a jump
    pass


class _Continue(Exception):  # noqa: N818 - no error, a jump
    pass


class _Missing:
    """No value came down the pipeline."""


MISSING = _Missing()


def execute(template: Template, data: Any, *, missing_key_error: bool = False) -> str:
    """What `template` writes about `data`; raises ExecutionError."""
    return Execution(template, data, missing_key_error=missing_key_error).result()


class Execution:
    """One execution: what was written, the variables in sight, and the node that it is at.

    `functions` are those that the template was parsed with.
    """

    def __init__(
        self, template: Template, data: Any, *, missing_key_error: bool = False,
        functions: Mapping[str, Function] = FUNCTIONS,
    ) -> None:  # fmt: skip
        self.template = template
        self.data = data
        self.functions = functions
        self.missing_key_error = missing_key_error
        self.written: list[str] = []
        self.size = self.steps = self.depth = 0
        self.tree = template.name
        self.variables: list[tuple[str, Any]] = [("$", data)]
        self.node: Node | None = None

    def result(self) -> str:
        """All that the template writes; raises ExecutionError."""
        try:
            self.walk(self.data, self.template.trees[self.template.name])
        except Failure as failure:
            raise ExecutionError(self.located(str(failure)), "".join(self.written), failure.cause) from None
        except RecursionError:
            message = f"exceeded maximum template depth ({_GO_MAX_DEPTH})"
            raise ExecutionError(self.located(message), "".join(self.written)) from None
        return "".join(self.written)

    def located(self, message: str) -> str:
        """`message` behind the place and source of the current node."""
        name, text = self.template.source(self.tree)
        if self.node is None:
            return f"template: {self.tree}: {message}"
        before = text[: self.node.position]
        line = before.count("\n") + 1
        column = len(before[before.rfind("\n") + 1 :].encode("utf-8", "surrogatepass"))
        return f"template: {name}:{line}:{column}: executing {quote(self.tree)} at <{self.node}>: {message}"

    def write(self, text: str) -> None:
        self.written.append(text)
        self.size += len(text)
        if self.size > _MAX_TEXT:
            raise Failure("output too long")

    def step(self) -> None:
        self.steps += 1
        if self.steps > _MAX_STEPS:
            raise Failure("too many steps")

    # Nodes

    def walk(self, dot: Any, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self.step()
            self.node = node
            match node:
                case Text():
                    self.write(node.text)
                case Action():
                    value = self.pipeline(dot, node.pipe)
                    if not node.pipe.declared:
                        self.node = node
                        self.write("<no value>" if value is INVALID else format_value(value))
                case Branch():
                    mark = len(self.variables)
                    if node.keyword == "range":
                        self.range(dot, node)
                    else:
                        self.condition(dot, node)
                    del self.variables[mark:]
                case Invocation():
                    self.invocation(dot, node)
                case Jump():
                    raise _Break if node.keyword == "break" else _Continue

    def condition(self, dot: Any, node: Branch) -> None:
        value = self.pipeline(dot, node.pipe)
        if truth(value):
            self.walk(value if node.keyword == "with" else dot, node.body)
        elif node.otherwise is not None:
            self.walk(dot, node.otherwise)

    def range(self, dot: Any, node: Branch) -> None:
        value = unboxed(self.pipeline(dot, node.pipe))
        items: Any
        if isinstance(value, list):
            items = [(Int(place), Box(item)) for place, item in enumerate(value)]
        elif isinstance(value, dict):
            items = [(key, Box(value[key])) for key in sorted(value)]
        elif kind(value) in {"int", "uint"}:
            if len(node.pipe.declared) > 1:
                raise Failure(f"can't use {format_value(value)} to iterate over more than one variable")
            items = ((INVALID, type(value)(number)) for number in range(value))
        elif value is INVALID:
            items = []
        else:
            raise Failure(f"range can't iterate over {format_value(value)}")
        if not self.iterate(node, items) and node.otherwise is not None:
            self.walk(dot, node.otherwise)

    def iterate(self, node: Branch, items: Any) -> bool:
        """Walks the body for every item; whether there was one."""
        mark, ran = len(self.variables), False
        for index, element in items:
            ran = True
            self.step()
            self.bind(node.pipe, index, element)
            try:
                self.walk(element, node.body)
            except _Continue:
                continue
            except _Break:
                break
            finally:
                del self.variables[mark:]
        return ran

    def bind(self, pipe: Pipe, index: Any, element: Any) -> None:
        values = [element] if len(pipe.declared) == 1 else [index, element]
        for variable, value in zip(pipe.declared, values, strict=False):
            if pipe.assigns:
                self.assign(variable.names[0], value)
            else:
                place = len(self.variables) - len(pipe.declared) + pipe.declared.index(variable)
                self.variables[place] = (variable.names[0], value)

    def invocation(self, dot: Any, node: Invocation) -> None:
        nodes = self.template.trees.get(node.name)
        if nodes is None:
            raise Failure(f"template {quote(node.name)} not defined")
        if self.depth == _MAX_DEPTH:
            raise Failure(f"exceeded maximum template depth ({_GO_MAX_DEPTH})")
        dot = INVALID if node.pipe is None else self.pipeline(dot, node.pipe)
        outer = self.variables, self.tree
        self.variables, self.tree = [("$", dot)], node.name
        self.depth += 1
        self.walk(dot, nodes)
        self.depth -= 1
        self.variables, self.tree = outer

    # Variables

    def assign(self, name: str, value: Any) -> None:
        for place in range(len(self.variables) - 1, -1, -1):
            if self.variables[place][0] == name:
                self.variables[place] = (name, value)
                return
        raise Failure(f"undefined variable: {name}")

    def lookup(self, name: str) -> Any:
        for known, value in reversed(self.variables):
            if known == name:
                return value
        raise Failure(f"undefined variable: {name}")

    # Pipelines

    def pipeline(self, dot: Any, pipe: Pipe) -> Any:
        self.node = pipe
        value: Any = MISSING
        for command in pipe.commands:
            value = self.command(dot, command, value)
            if isinstance(value, Box):
                value = unboxed(value)
        for variable in pipe.declared:
            if pipe.assigns:
                self.assign(variable.names[0], value)
            else:
                self.variables.append((variable.names[0], value))
        return value

    def command(self, dot: Any, command: Command, final: Any) -> Any:
        arguments = command.arguments
        first = arguments[0]
        match first:
            case Field() | Chain() | Variable():
                return self.fields(dot, first, arguments, final)
            case Identifier():
                return self.function(dot, first, command, arguments, final)
            case Pipe():
                self.not_a_function(arguments, final)
                return self.pipeline(dot, first)
        self.node = first
        self.not_a_function(arguments, final)
        if isinstance(first, Nil):
            raise Failure("nil is not a command")
        return self.constant(dot, first)

    def constant(self, dot: Any, node: Node) -> Any:
        match node:
            case Bool() | String():
                return node.value
            case Dot():
                return dot
            case Number():
                return self.number(node)
        raise Failure(f"can't evaluate command {quote(str(node))}")

    def number(self, node: Number) -> Any:
        """The value of a number whose type only its spelling tells."""
        self.node = node
        if node.complex is not None:
            return node.complex
        is_hex = node.text[:2] in {"0x", "0X"} and not set(node.text) & set("pP")
        if node.floating is not None and not is_hex and node.text[0] != "'" and set(node.text) & set(".eEpP"):
            return node.floating
        if node.integer is None:
            raise Failure(f"{node.text} overflows int")
        return Int(node.integer)

    def not_a_function(self, arguments: Sequence[Node], final: Any) -> None:
        if len(arguments) > 1 or final is not MISSING:
            raise Failure(f"can't give argument to non-function {arguments[0]}")

    # Fields

    def fields(self, dot: Any, node: Field | Chain | Variable, arguments: Sequence[Node], final: Any) -> Any:
        self.node = node
        names = node.names
        if isinstance(node, Field):
            receiver = dot
        elif isinstance(node, Variable):
            receiver, names = self.lookup(names[0]), names[1:]
            if not names:
                self.not_a_function(arguments, final)
                return receiver
        else:
            if isinstance(node.node, Nil):
                raise Failure(f"indirection through explicit nil in {node}")
            receiver = self.argument(dot, "", node.node)
        for name in names[:-1]:
            receiver = self.field(name, node, receiver, False)
        return self.last_field(dot, names[-1], node, receiver, arguments, final)

    def last_field(
        self, dot: Any, name: str, node: Node, receiver: Any, arguments: Sequence[Node], final: Any
    ) -> Any:  # fmt: skip
        return self.field(name, node, receiver, len(arguments) > 1 or final is not MISSING)

    def field(self, name: str, node: Node, receiver: Any, has_arguments: bool) -> Any:
        if receiver is INVALID:
            return self.missing(f"nil data; no entry for key {quote(name)}")
        value = receiver.value if isinstance(receiver, Box) else receiver
        if value is None:
            raise Failure(f"nil pointer evaluating {static_type(receiver)}.{name}")
        if not isinstance(value, dict):
            raise Failure(f"can't evaluate field {name} in type {static_type(receiver)}")
        if has_arguments:
            raise Failure(f"{name} is not a method but has arguments")
        if name in value:
            return Box(value[name])
        return self.missing(f"map has no entry for key {quote(name)}")

    def missing(self, message: str) -> Any:
        """What a key that is not there gives."""
        if self.missing_key_error:
            raise Failure(message)
        return INVALID

    # Functions

    def function(self, dot: Any, node: Identifier, command: Node, arguments: Sequence[Node], final: Any) -> Any:
        self.node = node
        name, function = node.name, self.functions[node.name]
        given = arguments[1:]
        count = len(given) + (final is not MISSING)
        self.check_count(name, function, len(given), count)
        if name in {"and", "or"}:
            return self.short_circuit(dot, name, given, final)
        types = [function.parameters[min(i, len(function.parameters) - 1)] for i in range(count)]
        values = [self.argument(dot, type_, argument) for type_, argument in zip(types, given, strict=False)]
        if final is not MISSING:
            values.append(self.converted(final, types[-1]))
        if name == "call":
            values.insert(0, str(given[0]) if given else "")
        try:
            return function.call(*values)
        except CallError as error:
            self.node = command
            raise Failure(f"error calling {name}: {error}", error) from None

    def check_count(self, name: str, function: Function, given: int, count: int) -> None:
        fixed = len(function.parameters) - function.variadic
        if function.variadic and count < fixed:
            raise Failure(f"wrong number of args for {name}: want at least {fixed} got {given}")
        if not function.variadic and count != fixed:
            raise Failure(f"wrong number of args for {name}: want {fixed} got {count}")

    def short_circuit(self, dot: Any, name: str, arguments: Sequence[Node], final: Any) -> Any:
        value: Any = INVALID
        for argument in arguments:
            value = self.argument(dot, "value", argument)
            if truth(value) == (name == "or"):
                return value
        return value if final is MISSING else final

    def argument(self, dot: Any, type_: str, node: Node) -> Any:
        """The value of one argument, as a parameter of `type_` takes it; an empty `type_` takes anything."""
        self.node = node
        match node:
            case Dot():
                return self.converted(dot, type_)
            case Nil():
                if type_ not in {"", "value", "any"}:
                    raise Failure(f"cannot assign nil to {type_}")
                return INVALID if type_ == "value" else None
            case Field() | Chain() | Variable():
                return self.converted(self.fields(dot, node, [node], MISSING), type_)
            case Pipe():
                return self.converted(self.pipeline(dot, node), type_)
            case Identifier():
                return self.converted(self.function(dot, node, node, [node], MISSING), type_)
        return self.literal(dot, type_, node)

    def literal(self, dot: Any, type_: str, node: Node) -> Any:
        if type_ == "string" and not isinstance(node, String):
            raise Failure(f"expected string; found {node}")
        return self.constant(dot, node)

    def converted(self, value: Any, type_: str) -> Any:
        if type_ in {"", "value"}:
            return value
        bare = unboxed(value)
        if type_ == "any":
            return None if bare is INVALID else bare
        if value is INVALID:
            raise Failure("invalid value; expected string")
        if not isinstance(bare, str):
            got = "interface {}" if bare is INVALID else type_name(bare)
            raise Failure(f"wrong type for value; expected string; got {got}")
        return bare
