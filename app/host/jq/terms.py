"""Terms of a jq program: what stands between operators, and patterns of `as`. Follows jqlang/jq src/parser.y."""

from __future__ import annotations

from app.host.jq.building import literal
from app.host.jq.dumping import shown
from app.host.jq.syntax import (
    IDENTITY,
    NULL,
    Array,
    ArrayPattern,
    Binary,
    Bind,
    Break,
    Call,
    Constant,
    Index,
    Iterate,
    Negate,
    Node,
    Object,
    ObjectPattern,
    Pattern,
    Slice,
    Text,
    Variable,
)
from app.host.jq.tokens import KEYWORDS, Token
from app.host.jq.values import kind
from app.host.jq.words import END, HopelessError, MisplacedError, Words

NOT_BEHIND_DOT = (KEYWORDS - {"as", "and", "or", "then", "elif", "else", "end", "catch"}) | {
    "IDENT", "FORMAT", "LITERAL", "BINDING", "'.'", "'{'", "'('",
}  # fmt: skip
FIELD_ADVICE = 'try .["field"] instead of .field for unusually named fields'
KEY_ADVICE = "May need parentheses around object key expression"
PATTERN_START = ("BINDING", "'['", "'{'")


class Terms(Words):
    """Reads terms and patterns; expressions inside of them are read by who knows operators."""

    def exp(self, lowest: int = 0) -> Node:
        """An expression."""
        raise NotImplementedError

    # -- patterns

    def patterns(self) -> tuple[Pattern, ...]:
        """`pattern ?// pattern`."""
        found = [self._pattern()]
        while self.take("?//"):
            found.append(self._pattern())
        return tuple(found)

    def _pattern(self) -> Pattern:
        token = self.expect(*PATTERN_START)
        if token.kind == "BINDING":
            return Bind(token.text)
        if token.kind == "'['":
            parts = [self._pattern()]
            while self.take("','"):
                parts.append(self._pattern())
            self.expect("']'", among=("','", "']'"))
            return ArrayPattern(tuple(parts))
        pairs = [self._pair_of_pattern()]
        while self.take("','"):
            pairs.append(self._pair_of_pattern())
        self.expect("'}'", among=("','", "'}'"))
        return ObjectPattern(tuple(pairs))

    def _pair_of_pattern(self) -> tuple[Node, str, Pattern | None]:
        token = self.token
        if self.take("BINDING"):
            return Constant(token.text), token.text, self._pattern() if self.take("':'") else None
        key = self._key(token)
        if key is None:
            raise MisplacedError(token)
        self.expect("':'", among=("':'",))
        return key, "", self._pattern()

    # -- terms

    def term(self) -> Node:
        """Something and what is taken out of it: `.a[0].b?`."""
        term = self.first_term()
        while True:
            found = self.suffix(term)
            if found is None:
                return term
            term = found

    def suffix(self, term: Node) -> Node | None:
        """`.field`, `."field"`, `[...]`, `.[...]` behind a term; None when there is none."""
        if (token := self.take("FIELD")) is not None:
            return Index(term, Constant(token.text), self.optional())
        if self.peek("'.'"):
            following = self.tokens[self.at + 1].kind
            if following not in ("QQSTRING_START", "FORMAT", "'['"):
                self.next()
                raise MisplacedError(self.token, ("FORMAT", "QQSTRING_START", "'['"))
            self.next()
            if following != "'['":
                return Index(term, self.string(), self.optional())
        if self.take("'['"):
            return self.bracket(term)
        return None

    def optional(self) -> bool:
        """`?` behind what may fail."""
        return self.take("'?'") is not None

    def bracket(self, term: Node) -> Node:
        """What stands behind `[`."""
        try:
            if self.take("']'"):
                return Iterate(term, self.optional())
            if self.take("':'"):
                end = self.exp()
                self.expect("']'", among=())
                return Slice(term, NULL, end, self.optional())
            key = self.exp()
            if self.take("':'"):
                ending: Node = NULL
                if not self.peek("']'"):
                    ending = self.exp()
                self.expect("']'", among=())
                return Slice(term, key, ending, self.optional())
            self.expect("']'", among=())
        except MisplacedError as problem:
            self.syntax_problem(problem)
            self.skip_to("']'")
            return term
        return Index(term, key, self.optional())

    def first_term(self) -> Node:
        """What a term begins with."""
        token = self.token
        if self.at_string():
            return self.string()
        self.next()
        if token.kind == "'.'":
            return self._after_dot(token)
        if token.kind == "FIELD":
            return Index(IDENTITY, Constant(token.text), self.optional())
        if token.kind == "IDENT":
            return self._name(token)
        made: dict[str, Node] = {
            "..": Call("recurse", (), token.start), "BINDING": Variable(token.text, token.start),
            "FORMAT": Call("format", (Constant(token.text),), token.start),
        }  # fmt: skip
        if token.kind in made:
            return made[token.kind]
        if token.kind == "LITERAL":
            return Constant(literal(token.text))
        if token.kind == "$__loc__":
            line = self.source.count("\n", 0, token.start) + 1
            return Constant({"file": self.name, "line": line})
        if token.kind == "break":
            return self._break(token)
        if token.kind in ("'('", "'['", "'{'"):
            return self._group(token)
        self.at -= token.kind != END
        raise MisplacedError(token)

    def _after_dot(self, dot: Token) -> Node:
        if self.at_string():
            try:
                return Index(IDENTITY, self.string(), self.optional())
            except MisplacedError as problem:
                self.syntax_problem(problem)
                self.fail(FIELD_ADVICE, dot.start)
                raise HopelessError from None
        if self.token.kind in NOT_BEHIND_DOT:
            wrong = MisplacedError(self.token)
            if self.peek("IDENT"):
                self.next()
                wrong = MisplacedError(self.token)
            self.syntax_problem(wrong)
            self.fail(FIELD_ADVICE, dot.start)
        return IDENTITY

    def _break(self, token: Token) -> Node:
        if (name := self.take("BINDING")) is not None:
            return Break(name.text, token.start)
        self.syntax_problem(MisplacedError(self.token, ("BINDING",)))
        self.fail("break requires a label to break to", token.start)
        return IDENTITY

    def _name(self, token: Token) -> Node:
        if self.take("'('"):
            arguments = [self.exp()]
            while self.take("';'"):
                arguments.append(self.exp())
            self.expect("')'", among=("';'", "')'"))
            return Call(token.text, tuple(arguments), token.start)
        fixed = {"true": True, "false": False, "null": None}
        if token.text in fixed:
            return Constant(fixed[token.text])
        return Call(token.text, (), token.start)

    def _group(self, token: Token) -> Node:
        closing = {"'('": "')'", "'['": "']'", "'{'": "'}'"}[token.kind]
        try:
            if token.kind == "'{'":
                return self._object()
            if token.kind == "'['" and self.take("']'"):
                return Constant([])
            body = self.exp()
            self.expect(closing, among=())
        except MisplacedError as problem:
            self.syntax_problem(problem)
            self.skip_to(closing)
            return IDENTITY
        return body if token.kind == "'('" else Array(body)

    # -- objects

    def _object(self) -> Node:
        pairs: list[tuple[Node, Node]] = []
        while not self.take("'}'"):
            pairs.append(self._pair())
            if not self.take("','"):
                self.expect("'}'")
                break
        return Object(tuple(pairs))

    def _key(self, token: Token) -> Node | None:
        """A key that is no variable."""
        if self.at_string():
            return self.string()
        if self.take("'('"):
            key = self.exp()
            self.expect("')'", among=())
            if isinstance(key, Constant) and not isinstance(key.value, str):
                self.fail(f"Cannot use {kind(key.value)} ({shown(key.value)}) as object key", token.start)
            return key
        if token.kind == "IDENT" or token.kind in KEYWORDS:
            self.next()
            return Constant(token.text)
        return None

    def _pair(self) -> tuple[Node, Node]:
        token = self.token
        key: Node | None
        if self.take("BINDING"):
            variable = Variable(token.text, token.start)
            return (variable, self._value()) if self.take("':'") else (Constant(token.text), variable)
        if self.take("$__loc__"):
            line = self.source.count("\n", 0, token.start) + 1
            return Constant("__loc__"), Constant({"file": self.name, "line": line})
        key = self._key(token)
        if key is None:
            return self._bad_key(token)
        if self.take("':'"):
            return key, self._value()
        if token.kind == "'('":
            raise MisplacedError(self.token, ("':'",))
        return key, Index(IDENTITY, key)

    def _bad_key(self, token: Token) -> tuple[Node, Node]:
        """What cannot be a key: left out up to the colon, if there is one."""
        self.syntax_problem(MisplacedError(token))
        while not self.peek("':'", "'}'", "','"):
            if self.peek(END):
                raise HopelessError
            self.at += 1
        if self.take("':'"):
            self.fail(KEY_ADVICE, token.start)
            return NULL, self._value()
        return NULL, NULL

    def _value(self) -> Node:
        """What stands behind a key's colon: terms, `-` and `|`."""
        left = Negate(self._value_operand()) if self.take("'-'") else self._value_operand()
        if self.take("'|'"):
            return Binary("|", left, self._value())
        return left

    def _value_operand(self) -> Node:
        return Negate(self._value_operand()) if self.take("'-'") else self.term()

    # -- strings

    def at_string(self) -> bool:
        """Whether a string begins here."""
        return self.peek("QQSTRING_START") or (
            self.peek("FORMAT") and self.tokens[self.at + 1].kind == "QQSTRING_START"
        )

    def string(self) -> Node:
        """`"text \\(value)"`, with a format in front or not."""
        token = self.take("FORMAT")
        self.expect("QQSTRING_START")
        show = Call("format", (Constant(token.text if token else "text"),))
        parts: list[Node] = []
        while not self.take("QQSTRING_END"):
            if (text := self.take("QQSTRING_TEXT")) is not None:
                if parts and isinstance(parts[-1], Constant):
                    parts[-1] = Constant(parts[-1].value + text.text)
                else:
                    parts.append(Constant(text.text))
            elif self.take("QQSTRING_INTERP_START"):
                inner = self.exp()
                self.expect("QQSTRING_INTERP_END", among=())
                parts.append(show if inner is IDENTITY else Binary("|", inner, show))
            else:
                raise MisplacedError(self.token, ("QQSTRING_TEXT", "QQSTRING_INTERP_START", "QQSTRING_END"))
        if not parts:
            return Constant("")
        if len(parts) == 1 and isinstance(parts[0], Constant):
            return parts[0]
        return Text(token.text if token else "text", tuple(parts))
