"""Go templates: from text to trees.

Follows Go's text/template/parse/parse.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.kubectl.output.gotemplate.nodes import (
    LITERALS,
    Action,
    Bool,
    Branch,
    Chain,
    Closing,
    Command,
    Dot,
    Field,
    Identifier,
    Invocation,
    Jump,
    Nil,
    Node,
    Pipe,
    String,
    Text,
    Variable,
    is_empty,
)
from app.kubectl.output.gotemplate.numbers import read_number
from app.kubectl.output.gotemplate.tokens import Token, tokens
from app.sim.go_strings import quote, unquote

_OPERANDS = frozenset(
    {"bool", "rune", "complex", ".", "field", "identifier", "number", "nil", "raw", "string", "variable", "("}
)


class TemplateSyntaxError(Exception):
    """A template that Go does not parse; the message is Go's, from `template: NAME:LINE:` on."""


@dataclass(frozen=True)
class Template:
    """A parsed text: its trees by name. The one of the text itself is `trees[name]`."""

    name: str
    text: str
    trees: dict[str, list[Node]]

    def source(self, tree: str) -> tuple[str, str]:
        """The name and the text of what the tree called `tree` was parsed from."""
        return self.name, self.text


def parse(name: str, text: str, functions: Iterable[str]) -> Template:
    """The template called `name`, in which the names in `functions` can be called; raises TemplateSyntaxError."""
    parser = _Parser(name, text, frozenset(functions))
    parser.parse_text()
    return Template(name, text, parser.trees)


class _Parser:
    """Look-ahead of up to three tokens, the variables in sight, and how deep we are in ranges."""

    def __init__(self, name: str, text: str, functions: frozenset[str]) -> None:
        self.name, self.text, self.functions = name, text, functions
        self.tokens = tokens(text)
        self.pending: list[Token] = []  # the next one last
        self.latest = Token("eof", 0, "", 0)
        self.variables = ["$"]
        self.range_depth = 0
        self.action_line = 0
        self.trees: dict[str, list[Node]] = {}

    # Tokens

    def next(self) -> Token:
        if self.pending:
            return self.pending.pop()
        self.latest = next(self.tokens, self.latest)
        return self.latest

    def peek(self) -> Token:
        token = self.next()
        self.pending.append(token)
        return token

    def next_word(self) -> Token:
        token = self.next()
        while token.kind == "space":
            token = self.next()
        return token

    def peek_word(self) -> Token:
        token = self.next_word()
        self.pending.append(token)
        return token

    def expect(self, kinds: Iterable[str], context: str) -> Token:
        token = self.next_word()
        if token.kind not in kinds:
            raise self.unexpected(token, context)
        return token

    def error(self, message: object) -> TemplateSyntaxError:
        return TemplateSyntaxError(f"template: {self.name}:{self.latest.line}: {message}")

    def unexpected(self, token: Token, context: str) -> TemplateSyntaxError:
        if token.kind != "error":
            return self.error(f"unexpected {token} in {context}")
        where = ""
        if self.action_line not in {0, token.line}:
            where = f" started at {self.name}:{self.action_line}"
            where = where if token.text.endswith(" action") else " in action" + where
        return self.error(f"{token}{where}")

    # Lists of nodes

    def parse_text(self) -> None:
        nodes: list[Node] = []
        while self.peek().kind != "eof":
            if self.peek().kind == "left":
                left = self.next()
                word = self.next_word()
                if word.kind == "define":
                    self.definition()
                    continue
                self.pending += [word, left]
            node = self.text_or_action()
            if isinstance(node, Closing):
                raise self.error(f"unexpected {node}")
            nodes.append(node)
        self.add(self.name, nodes)

    def add(self, name: str, nodes: list[Node]) -> None:
        if name not in self.trees or is_empty(self.trees[name]):
            self.trees[name] = nodes
        elif not is_empty(nodes):
            raise self.error(f"template: multiple definition of template {quote(name)}")

    def definition(self) -> None:
        context = "define clause"
        name = self.literal(self.expect(("string", "raw"), context))
        self.expect(("right",), context)
        self.subtree(name, context)

    def subtree(self, name: str, context: str) -> None:
        """The body of a definition, which sees none of the variables around it."""
        outer = self.variables, self.range_depth
        self.variables, self.range_depth = ["$"], 0
        nodes, end = self.node_list()
        if end.keyword != "end":
            raise self.error(f"unexpected {end} in {context}")
        self.variables, self.range_depth = outer
        self.add(name, nodes)

    def node_list(self) -> tuple[list[Node], Closing]:
        nodes: list[Node] = []
        while self.peek_word().kind != "eof":
            node = self.text_or_action()
            if isinstance(node, Closing):
                return nodes, node
            nodes.append(node)
        raise self.error("unexpected EOF")

    def text_or_action(self) -> Node:
        token = self.next_word()
        if token.kind == "text":
            return Text(token.position, token.text)
        if token.kind != "left":
            raise self.unexpected(token, "input")
        self.action_line = token.line
        node = self.action()
        self.action_line = 0
        return node

    # Actions

    def action(self) -> Node:
        token = self.next_word()
        controls: dict[str, Callable[[Token], Node]] = {
            "block": self.block,
            "break": self.jump,
            "continue": self.jump,
            "else": self.otherwise,
            "end": self.end,
            "if": self.branch,
            "range": self.branch,
            "template": self.invocation,
            "with": self.branch,
        }
        if token.kind in controls:
            return controls[token.kind](token)
        self.pending.append(token)
        return Action(token.position, self.pipeline("command", "right"))

    def jump(self, word: Token) -> Node:
        node = Jump(word.position, word.text)
        token = self.next_word()
        if token.kind != "right":
            raise self.unexpected(token, str(node))
        if not self.range_depth:
            raise self.error(f"{node} outside {{{{range}}}}")
        return node

    def end(self, _: Token) -> Node:
        return Closing(self.expect(("right",), "end").position, "end")

    def otherwise(self, _: Token) -> Node:
        token = self.peek_word()
        if token.kind in {"if", "with"}:
            return Closing(token.position, "else")
        return Closing(self.expect(("right",), "else").position, "else")

    def branch(self, word: Token) -> Node:
        keyword = word.kind
        variables = len(self.variables)
        pipe = self.pipeline(keyword, "right")
        self.range_depth += keyword == "range"
        body, end = self.node_list()
        self.range_depth -= keyword == "range"
        otherwise: list[Node] | None = None
        if end.keyword == "else":
            # `else if` and `else with` are a branch of their own inside the else, and share its end.
            if keyword in {"if", "with"} and self.peek().kind == keyword:
                otherwise = [self.branch(self.next())]
            else:
                otherwise, end = self.node_list()
                if end.keyword != "end":
                    raise self.error(f"expected end; found {end}")
        del self.variables[variables:]
        return Branch(pipe.position, keyword, pipe, body, otherwise)

    def block(self, _: Token) -> Node:
        context = "block clause"
        token = self.next_word()
        name = self.template_name(token, context)
        pipe = self.pipeline(context, "right")
        self.subtree(name, context)
        return Invocation(token.position, name, pipe)

    def invocation(self, _: Token) -> Node:
        context = "template clause"
        token = self.next_word()
        name = self.template_name(token, context)
        following = self.next_word()
        pipe = None
        if following.kind != "right":
            self.pending.append(following)
            pipe = self.pipeline(context, "right")
        return Invocation(token.position, name, pipe)

    def template_name(self, token: Token, context: str) -> str:
        if token.kind not in {"string", "raw"}:
            raise self.unexpected(token, context)
        return self.literal(token)

    def literal(self, token: Token) -> str:
        try:
            return unquote(token.text)
        except ValueError as error:
            raise self.error(error) from None

    # Pipelines

    def pipeline(self, context: str, end: str) -> Pipe:
        pipe = Pipe(self.peek_word().position)
        self.declarations(pipe, context)
        while True:
            token = self.next_word()
            if token.kind == end:
                self.check_pipeline(pipe, context)
                return pipe
            if token.kind not in _OPERANDS:
                raise self.unexpected(token, context)
            self.pending.append(token)
            pipe.commands.append(self.command())

    def declarations(self, pipe: Pipe, context: str) -> None:
        while self.peek_word().kind == "variable":
            variable = self.next_word()
            after = self.peek()
            following = self.peek_word()
            is_comma = following.kind == "char" and following.text == ","
            if following.kind not in {"=", ":="} and not is_comma:
                # A plain use of the variable: put back what stands between it and the next word.
                self.pending += [after, variable] if after.kind == "space" else [variable]
                return
            self.next_word()
            pipe.declared.append(Variable(variable.position, variable.text.split(".")))
            self.variables.append(variable.text)
            if not is_comma:
                pipe.assigns = following.kind == "="
                return
            if context != "range" or len(pipe.declared) >= 2:
                raise self.error(f"too many declarations in {context}")
            if self.peek_word().kind not in {"variable", "right", ")"}:
                raise self.error("range can only initialize variables")

    def check_pipeline(self, pipe: Pipe, context: str) -> None:
        if not pipe.commands:
            raise self.error(f"missing value for {context}")
        for stage, command in enumerate(pipe.commands[1:], 2):
            if isinstance(command.arguments[0], LITERALS):
                raise self.error(f"non executable command in pipeline stage {stage}")

    def command(self) -> Command:
        command = Command(self.peek_word().position)
        while True:
            self.peek_word()
            operand = self.operand()
            if operand is not None:
                command.arguments.append(operand)
            token = self.next()
            if token.kind == "space":
                continue
            if token.kind in {"right", ")"}:
                self.pending.append(token)
            elif token.kind != "|":
                raise self.unexpected(token, "operand")
            break
        if not command.arguments:
            raise self.error("empty command")
        return command

    def operand(self) -> Node | None:
        node = self.term()
        if node is None or self.peek().kind != "field":
            return node
        position, names = self.peek().position, []
        while self.peek().kind == "field":
            names.append(self.next().text[1:])
        if isinstance(node, Field):
            return Field(position, node.names + names)
        if isinstance(node, Variable):
            return Variable(position, node.names + names)
        if isinstance(node, LITERALS):
            raise self.error(f"unexpected . after term {quote(str(node))}")
        return Chain(position, node, names)

    def term(self) -> Node | None:
        token = self.next_word()
        position, text = token.position, token.text
        match token.kind:
            case "identifier":
                if text not in self.functions:
                    raise self.error(f"function {quote(text)} not defined")
                return Identifier(position, text)
            case ".":
                return Dot(position)
            case "nil":
                return Nil(position)
            case "variable":
                return self.variable(position, text)
            case "field":
                return Field(position, [text[1:]])
            case "bool":
                return Bool(position, text == "true")
            case "number" | "complex" | "rune":
                try:
                    return read_number(position, text, token.kind)
                except ValueError as error:
                    raise self.error(error) from None
            case "(":
                return self.pipeline("parenthesized pipeline", ")")
            case "string" | "raw":
                return String(position, text, self.literal(token))
        self.pending.append(token)
        return None

    def variable(self, position: int, name: str) -> Node:
        if name not in self.variables:
            raise self.error(f"undefined variable {quote(name)}")
        return Variable(position, [name])
