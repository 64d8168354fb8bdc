"""A jq program from its words: operators as they bind, definitions, imports. Follows jqlang/jq src/parser.y."""

from __future__ import annotations

from app.host.jq.syntax import (
    IDENTITY,
    As,
    Assign,
    Binary,
    Constant,
    Define,
    Foreach,
    Function,
    If,
    Import,
    Label,
    Negate,
    Node,
    Pattern,
    Program,
    Reduce,
    Try,
    constant,
)
from app.host.jq.terms import Terms
from app.host.jq.values import Value
from app.host.jq.words import END, CompileError, HopelessError, MisplacedError, located

ASSIGNMENTS = ("=", "|=", "+=", "-=", "*=", "/=", "%=", "//=")
# Operators by how tightly they bind, and whether they group to the left, to the right or not at all.
LEVELS = (
    (("|",), "right"), ((",",), "left"), (("//",), "right"), (ASSIGNMENTS, "none"), (("or",), "left"),
    (("and",), "left"), (("==", "!=", "<", ">", "<=", ">="), "none"), (("+", "-"), "left"), (("*", "/", "%"), "left"),
)  # fmt: skip
PRECEDENCE = {operator: level for level, (operators, _) in enumerate(LEVELS) for operator in operators}
UNARY = 7  # `-` takes as much as it does between two terms

__all__ = ["CompileError", "located", "parse"]


class Parser(Terms):
    """Reads one program."""

    # -- programs

    def program(self) -> Program:
        """The whole; CompileError when it is none."""
        try:
            found = self._program()
        except MisplacedError as problem:
            self.syntax_problem(problem)
        except (HopelessError, RecursionError):
            pass
        if self.problems:
            raise CompileError(self.problems)
        return found

    def _program(self) -> Program:
        module, imports, functions = None, [], []
        if self.peek("module"):
            module = self._settings(self.next().start)
        while self.peek("import", "include"):
            imports.append(self._import())
        at = self.at
        while self.peek("def"):
            functions.append(self.function())
        if self.peek(END):
            return Program(tuple(imports), tuple(functions), None, module)
        if self.at > at:
            self.at = at
        elif not self._starts():
            raise MisplacedError(self.token, (END,))
        main = self.exp()
        self.expect(END)
        return Program(tuple(imports), (), main, module)

    def _starts(self) -> bool:
        """Whether an expression can begin here."""
        return self.peek(
            "'.'", "..", "'-'", "'$'", "'['", "'{'", "'('", "IDENT", "FIELD", "BINDING", "LITERAL", "FORMAT",
            "$__loc__", "QQSTRING_START", "reduce", "foreach", "if", "try", "label", "break", "def",
        )  # fmt: skip

    def _settings(self, start: int) -> dict[str, Value]:
        node = self.exp()
        fixed, value = constant(node)
        self.expect("';'", among=())
        if not fixed:
            self.fail("Module metadata must be constant", start)
        elif not isinstance(value, dict):
            self.fail("Module metadata must be an object", start)
        return value if isinstance(value, dict) else {}

    def _import(self) -> Import:
        first = self.next()
        self.peek("QQSTRING_START", "FORMAT") or self.expect("QQSTRING_START", among=("FORMAT", "QQSTRING_START"))
        path = self.string()
        if not isinstance(path, Constant):
            self.fail("Import path must be constant", first.start)
        name = None
        if first.kind == "import":
            self.expect("as")
            name = self.expect("IDENT", "BINDING", among=("IDENT", "BINDING"))
        if self.take("';'"):
            settings: dict[str, Value] = {}
        else:
            settings = self._settings(first.start)
        text = path.value if isinstance(path, Constant) else ""
        return Import(text, name.text if name else None, bool(name and name.kind == "BINDING"), settings)

    def function(self) -> Function:
        """`def name(a; $b): body;`"""
        self.expect("def")
        name = self.expect("IDENT").text
        parameters = []
        if self.take("'('"):
            while True:
                token = self.expect("IDENT", "BINDING", among=("IDENT", "BINDING"))
                parameters.append(token.text if token.kind == "IDENT" else "$" + token.text)
                if not self.take("';'"):
                    break
            self.expect("')'", among=("';'", "')'"))
            self.expect("':'")
        else:
            self.expect("':'", among=("'('", "':'"))
        body = self.exp()
        self.expect("';'", among=())
        return Function(name, tuple(parameters), body)

    # -- expressions

    def exp(self, lowest: int = 0) -> Node:
        """Operators that bind at least as tightly as `lowest`."""
        left = self.operand()
        limit = len(LEVELS)
        while True:
            operator = self.token.kind.strip("'")
            level = PRECEDENCE.get(operator, -1)
            if level < lowest:
                return left
            if level >= limit:
                raise MisplacedError(self.token)
            self.next()
            grouping = LEVELS[level][1]
            right = self.exp(level if grouping == "right" else level + 1)
            limit = level if grouping == "none" else len(LEVELS)
            left = Assign(operator, left, right) if operator in ASSIGNMENTS else Binary(operator, left, right)

    def operand(self) -> Node:
        """What stands between operators, with `?` behind it."""
        left = self._operand()
        while self.take("'?'"):
            left = Try(left)
        return left

    def _operand(self) -> Node:
        if self.peek("def"):
            function = self.function()
            return Define(function, self.exp())
        if self.take("'-'"):
            return Negate(self.exp(UNARY + 1))
        if self.peek("if"):
            return self._if(self.next().start)
        if self.peek("try"):
            return self._try(self.next().start)
        if self.take("reduce"):
            return self._reduce()
        if self.take("foreach"):
            return self._foreach()
        if self.take("label"):
            name = self.expect("BINDING").text
            self.expect("'|'")
            return Label(name, self.exp())
        term = self.term()
        if self.take("as"):
            patterns = self.patterns()
            self.expect("'|'")
            return As(term, patterns, self.exp())
        return term

    def _if(self, start: int) -> Node:
        condition = self.exp()
        self.expect("then", among=())
        try:
            yes = self.exp()
            if self.take("elif"):
                return If(condition, yes, self._if(start))
            no: Node = IDENTITY
            if self.take("else"):
                no = self.exp()
            self.expect("end", among=())
        except MisplacedError as problem:
            self.syntax_problem(problem)
            self.fail("Possibly unterminated 'if' statement", start)
            return condition
        return If(condition, yes, no)

    def _try(self, start: int) -> Node:
        body = self._operand()
        if not self.take("catch"):
            return Try(body)
        try:
            return Try(body, self._operand())
        except MisplacedError as problem:
            self.syntax_problem(problem)
            self.fail("Possibly unterminated 'try' statement", start)
            return body

    def _source(self) -> tuple[Node, tuple[Pattern, ...]]:
        source = self.term()
        self.expect("as", among=())
        patterns = self.patterns()
        self.expect("'('")
        return source, patterns

    def _reduce(self) -> Node:
        source, patterns = self._source()
        start = self.exp()
        self.expect("';'", among=())
        update = self.exp()
        self.expect("')'", among=())
        return Reduce(source, patterns, start, update)

    def _foreach(self) -> Node:
        source, patterns = self._source()
        start = self.exp()
        self.expect("';'", among=())
        update = self.exp()
        extract = self.exp() if self.take("';'") else IDENTITY
        self.expect("')'", among=())
        return Foreach(source, patterns, start, update, extract)


def parse(source: str, name: str = "<top-level>") -> Program:
    """A program; CompileError with messages when it is none."""
    return Parser(source, name).program()
