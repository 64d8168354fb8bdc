"""From tokens to a tree, macros taken apart.

Follows cel-go parser/parser.go and parser/macro.go. Errors are ANTLR's where its recovery is simple: one error an
expression, where ANTLR may find more behind it.
"""

from __future__ import annotations

from app.cluster.cel.tokens import Token, tokenize
from app.cluster.cel.tree import (
    Call,
    Entry,
    Ident,
    Issues,
    ListNode,
    Literal,
    Macro,
    MapNode,
    Node,
    OptMap,
    Select,
    Struct,
    StructField,
)

_START = (
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
)
_RESERVED_WORDS = """
    as break const continue else for function if import let loop package namespace return var void while
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())
_RELATIONS = {"==": "_==_", "!=": "_!=_", "<": "_<_", "<=": "_<=_", ">": "_>_", ">=": "_>=_", "in": "@in"}
_SUMS = {"+": "_+_", "-": "_-_"}
_PRODUCTS = {"*": "_*_", "/": "_/_", "%": "_%_"}
_MACROS = {
    ("all", 2): "all",
    ("exists", 2): "exists",
    ("exists_one", 2): "existsOne",
    ("existsOne", 2): "existsOne",
    ("filter", 2): "filter",
    ("map", 2): "map",
    ("map", 3): "map",
    ("all", 3): "all",
    ("exists", 3): "exists",
    ("existsOne", 3): "existsOne",
    ("transformList", 3): "transformList",
    ("transformList", 4): "transformList",
    ("transformMap", 3): "transformMap",
    ("transformMap", 4): "transformMap",
    ("transformMapEntry", 3): "transformMapEntry",
    ("transformMapEntry", 4): "transformMapEntry",
}
MAX_DEPTH = 250


class _UnparsableError(Exception):
    pass


def parse(source: str) -> tuple[Node | None, Issues]:
    """The tree, or None with what is wrong."""
    issues = Issues(source)
    tokens = tokenize(source, issues)
    parser = _Parser(tokens, issues)
    try:
        tree = parser.expression()
        parser.end()
    except _UnparsableError:
        return None, issues
    return (None if issues.found else tree), issues


class _Parser:
    def __init__(self, tokens: list[Token], issues: Issues) -> None:
        self._tokens, self._issues, self._next, self._depth = tokens, issues, 0, 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += token.kind != "end"
        return token

    def _accept(self, *kinds: str) -> Token | None:
        return self._take() if self._token.kind in kinds else None

    def _fail(self, message: str, at: int | None = None) -> _UnparsableError:
        self._issues.add(self._token.at if at is None else at, message)
        return _UnparsableError()

    def _expect(self, kind: str) -> Token:
        found = self._accept(kind)
        if found is not None:
            return found
        token = self._token
        if self._tokens[min(self._next + 1, len(self._tokens) - 1)].kind == kind:
            raise self._fail(f"Syntax error: extraneous input '{token.text}' expecting '{kind}'")
        if token.kind == "end":
            raise self._fail(f"Syntax error: missing '{kind}' at '<EOF>'")
        raise self._fail(f"Syntax error: mismatched input '{token.text}' expecting '{kind}'")

    def end(self) -> None:
        """Nothing may follow."""
        token = self._token
        if token.kind != "end":
            single = self._tokens[self._next + 1].kind == "end"
            word = "extraneous" if single else "mismatched"
            raise self._fail(f"Syntax error: {word} input '{token.text}' expecting <EOF>")

    def expression(self) -> Node:
        """A condition with its alternatives."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._fail(f"expression recursion limit exceeded: {MAX_DEPTH}", 0)
        found = self._or()
        mark = self._accept("?")
        if mark is not None:
            left = self._or()
            self._expect(":")
            found = Call(mark.at, "_?_:_", None, (found, left, self.expression()))
        self._depth -= 1
        return found

    def _or(self) -> Node:
        found = self._and()
        while (mark := self._accept("||")) is not None:
            found = Call(mark.at, "_||_", None, (found, self._and()))
        return found

    def _and(self) -> Node:
        found = self._relation()
        while (mark := self._accept("&&")) is not None:
            found = Call(mark.at, "_&&_", None, (found, self._relation()))
        return found

    def _relation(self) -> Node:
        found = self._sum()
        while (mark := self._accept(*_RELATIONS)) is not None:
            found = Call(mark.at, _RELATIONS[mark.kind], None, (found, self._sum()))
        return found

    def _sum(self) -> Node:
        found = self._product()
        while (mark := self._accept(*_SUMS)) is not None:
            found = Call(mark.at, _SUMS[mark.kind], None, (found, self._product()))
        return found

    def _product(self) -> Node:
        found = self._unary()
        while (mark := self._accept(*_PRODUCTS)) is not None:
            found = Call(mark.at, _PRODUCTS[mark.kind], None, (found, self._unary()))
        return found

    def _unary(self) -> Node:
        mark = self._accept("!", "-")
        if mark is None:
            return self._member()
        count = 1
        while self._accept(mark.kind) is not None:
            count += 1
        if mark.kind == "-" and count == 1 and self._token.kind == "literal":
            number = self._token.value
            if type(number) in (int, float):
                token = self._tokens[self._next]
                self._tokens[self._next] = Token("literal", token.text, mark.at, -number)
                return self._member()
        operand = self._member()
        if count % 2 == 0:
            return operand
        return Call(mark.at, "!_" if mark.kind == "!" else "-_", None, (operand,))

    def _member(self) -> Node:
        found = self._primary()
        while True:
            mark = self._accept(".", "[")
            if mark is None:
                return found
            optional = self._accept("?") is not None
            if mark.kind == "[":
                index = self.expression()
                self._expect("]")
                found = Call(mark.at, "_[?_]" if optional else "_[_]", None, (found, index))
                continue
            name = self._accept("name", "in", "true", "false", "null")
            if name is None:
                after = "" if self._token.kind == "end" else self._token.text
                raise self._fail(f"Syntax error: no viable alternative at input '.{after}'")
            opening = None if optional else self._accept("(")
            if opening is None:
                found = Select(mark.at, found, name.text, optional=optional)
            else:
                found = self._member_call(found, name, opening)

    def _arguments(self, end: str = ")") -> list[Node]:
        found: list[Node] = []
        if self._accept(end) is not None:
            return found
        while True:
            found.append(self.expression())
            if self._accept(",") is None:
                self._expect(end)
                return found

    def _member_call(self, target: Node, name: Token, opening: Token) -> Node:
        args = self._arguments()
        kind = _MACROS.get((name.text, len(args)))
        if kind is not None:
            return self._macro(kind, opening, target, args)
        if name.text in {"optMap", "optFlatMap"} and len(args) == 2:
            variable = self._variable(args[0])
            return OptMap(opening.at, target, variable, args[1], flat=name.text == "optFlatMap")
        return Call(opening.at, name.text, target, tuple(args))

    def _macro(self, kind: str, opening: Token, target: Node, args: list[Node]) -> Node:
        double = kind.startswith("transform") or (kind != "map" and len(args) == 3)
        names = tuple(self._variable(item) for item in args[: 2 if double else 1])
        if double and names[0] == names[1]:
            raise self._fail("iteration variable names must be distinct", args[1].at)
        rest = args[len(names) :]
        condition = rest[0] if len(rest) == 2 else None
        return Macro(opening.at, kind, target, names, rest[-1], condition)

    def _variable(self, node: Node) -> str:
        if not isinstance(node, Ident):
            raise self._fail("argument must be a simple name", node.at)
        return node.name

    def _primary(self) -> Node:
        token = self._token
        if token.kind == "literal":
            self._take()
            return Literal(token.at, token.value)
        if token.kind in {"true", "false", "null"}:
            self._take()
            return Literal(token.at, {"true": True, "false": False, "null": None}[token.kind])
        if token.kind == "(":
            self._take()
            inner = self.expression()
            self._expect(")")
            return inner
        if token.kind == "[":
            return self._list(self._take())
        if token.kind == "{":
            return MapNode(self._take().at, tuple(self._entries()))
        if token.kind in {"name", "."}:
            return self._name()
        raise self._fail(f"Syntax error: mismatched input '{token.text}' expecting {_START}")

    def _list(self, mark: Token) -> Node:
        items: list[Node] = []
        optional = set()
        while self._accept("]") is None:
            if self._accept("?") is not None:
                optional.add(len(items))
            items.append(self.expression())
            if self._accept(",") is None:
                self._expect("]")
                break
        return ListNode(mark.at, tuple(items), frozenset(optional))

    def _entries(self) -> list[Entry]:
        found: list[Entry] = []
        while self._accept("}") is None:
            optional = self._accept("?") is not None
            key = self.expression()
            colon = self._expect(":")
            found.append(Entry(colon.at, key, self.expression(), optional))
            if self._accept(",") is None:
                self._expect("}")
                break
        return found

    def _name(self) -> Node:
        dot = self._accept(".")
        token = self._accept("name")
        if token is None:
            raise self._fail(f"Syntax error: mismatched input '{self._token.text}' expecting IDENTIFIER")
        if self._is_struct():
            return self._struct(token)
        opening = self._accept("(")
        if opening is not None:
            return self._global_call(token, opening)
        if token.text in _RESERVED:
            raise self._fail(f"reserved identifier: {token.text}", token.at)
        return Ident((dot or token).at, token.text)

    def _is_struct(self) -> bool:
        at = self._next
        while self._tokens[at].kind == "." and self._tokens[at + 1].kind == "name":
            at += 2
        return self._tokens[at].kind == "{"

    def _struct(self, first: Token) -> Node:
        name = first.text
        while self._accept(".") is not None:
            name += "." + self._take().text
        opening = self._expect("{")
        found: list[StructField] = []
        while self._accept("}") is None:
            optional = self._accept("?") is not None
            field = self._accept("name", "in", "true", "false", "null") or self._expect("name")
            colon = self._expect(":")
            found.append(StructField(colon.at, field.text, self.expression(), optional))
            if self._accept(",") is None:
                self._expect("}")
                break
        return Struct(opening.at, name, tuple(found))

    def _global_call(self, token: Token, opening: Token) -> Node:
        args = self._arguments()
        if token.text == "has" and len(args) == 1:
            if not isinstance(args[0], Select):
                raise self._fail("invalid argument to has() macro", args[0].at)
            return Select(opening.at, args[0].operand, args[0].field, test=True)
        return Call(opening.at, token.text, None, tuple(args))
