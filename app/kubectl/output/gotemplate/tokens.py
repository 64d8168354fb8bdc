"""The words of Go templates: from text to tokens.

Follows Go's text/template/parse/lex.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.kubectl.output.jsonpath.parse import describe_character
from app.sim.go_strings import quote

KEYWORDS = frozenset(
    {".", "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"}
)

_SPACE = frozenset(" \t\r\n")
_DIGITS = frozenset("0123456789_")
_OTHER_BASES = {
    "x": frozenset("0123456789abcdefABCDEF_"),
    "o": frozenset("01234567_"),
    "b": frozenset("01_"),
}


@dataclass(frozen=True)
class Token:
    """A word: its kind, where it starts (characters from the start of the template), its text and its line.

    Kinds are `text`, `left`, `right`, `(`, `)`, `|`, `=`, `:=`, `char`, `space`, `string`, `raw`, `number`, `complex`,
    `rune`, `bool`, `field`, `identifier`, `variable`, `eof`, `error`, and a keyword's own spelling.
    """

    kind: str
    position: int
    text: str
    line: int

    def __str__(self) -> str:
        if self.kind == "eof":
            return "EOF"
        if self.kind == "error":
            return self.text
        if self.kind in KEYWORDS:
            return f"<{self.text}>"
        if len(self.text.encode()) > 10:
            return quote(self.text[:10]) + "..."
        return quote(self.text)


class _LexError(Exception):
    pass


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`; the last one is `eof` or `error`."""
    return _Lexer(text).run()


class _Lexer:
    """The walk over one template."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.start = self.position = 0
        self.start_line = 1
        self.parens = 0

    def run(self) -> Iterator[Token]:
        try:
            while True:
                yield from self._text()
                if self.position >= len(self.text):
                    yield self._token("eof")
                    return
                if not self._comment():
                    yield from self._action()
        except _LexError as error:
            yield Token("error", self.start, str(error), self.start_line)

    def _token(self, kind: str) -> Token:
        token = Token(kind, self.start, self.text[self.start : self.position], self.start_line)
        self._ignore()
        return token

    def _ignore(self) -> None:
        self.start_line += self.text.count("\n", self.start, self.position)
        self.start = self.position

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _skip_space(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in _SPACE:
            self.position += 1

    def _text(self) -> Iterator[Token]:
        opening = self.text.find("{{", self.position)
        end = len(self.text) if opening < 0 else opening
        if opening >= 0 and self._trims_left(opening + 2):
            trimmed = len(self.text[self.start : end].rstrip(" \t\r\n"))
            self.position = self.start + trimmed
        else:
            self.position = end
        if self.position > self.start:
            yield self._token("text")
        self.position = end
        self._ignore()

    def _trims_left(self, position: int) -> bool:
        return self.text.startswith("-", position) and self.text[position + 1 : position + 2] in _SPACE

    def _trims_right(self, position: int) -> bool:
        return self.text[position : position + 1] in _SPACE and self.text.startswith("-}}", position + 1)

    def _comment(self) -> bool:
        """Skips `{{/* */}}`; whether there was one."""
        marker = 2 if self._trims_left(self.position + 2) else 0
        if not self.text.startswith("/*", self.position + 2 + marker):
            return False
        self.position += 2 + marker
        self._ignore()
        end = self.text.find("*/", self.position + 2)
        if end < 0:
            raise _LexError("unclosed comment")
        self.position = end + 2
        trims = self._trims_right(self.position)
        if not trims and not self.text.startswith("}}", self.position):
            raise _LexError("comment ends before closing delimiter")
        self.position += 4 if trims else 2
        if trims:
            self._skip_space()
        self._ignore()
        return True

    def _action(self) -> Iterator[Token]:
        trims = self._trims_left(self.position + 2)
        self.position += 2
        yield self._token("left")
        self.position += 2 if trims else 0
        self._ignore()
        self.parens = 0
        while True:
            trims = self._trims_right(self.position)
            if trims or self.text.startswith("}}", self.position):
                if self.parens:
                    raise _LexError("unclosed left paren")
                break
            yield self._token(self._inside())
        self.position += 2 if trims else 0
        self._ignore()
        self.position += 2
        yield self._token("right")
        if trims:
            self._skip_space()
        self._ignore()

    def _inside(self) -> str:
        """Steps over one word inside an action; its kind."""
        character = self._peek()
        if not character:
            raise _LexError("unclosed action")
        if character in _SPACE:
            return self._spaces()
        self.position += 1
        if character in "=|":
            return character
        if character == ":":
            if self._peek() != "=":
                raise _LexError("expected :=")
            self.position += 1
            return ":="
        if character == '"':
            return self._quoted('"', "string", "unterminated quoted string")
        if character == "'":
            return self._quoted("'", "rune", "unterminated character constant")
        if character == "`":
            return self._raw()
        if character == "$":
            return "variable" if self._at_terminator() else self._word("variable")
        if character == "." and self._peek() and not "0" <= self._peek() <= "9":
            return "." if self._at_terminator() else self._word("field")
        if character in "+-." or "0" <= character <= "9":
            self.position -= 1
            return self._number()
        if character == "_" or character.isalnum():
            return self._word("identifier")
        return self._sign(character)

    def _sign(self, character: str) -> str:
        if character == "(":
            self.parens += 1
            return "("
        if character == ")":
            self.parens -= 1
            if self.parens < 0:
                raise _LexError("unexpected right paren")
            return ")"
        if character.isascii() and character.isprintable():
            return "char"
        raise _LexError(f"unrecognized character in action: {describe_character(character)}")

    def _spaces(self) -> str:
        self._skip_space()
        # The last blank may belong to a trim marker.
        if self.position - self.start > 1 and self._trims_right(self.position - 1):
            self.position -= 1
        return "space"

    def _quoted(self, mark: str, kind: str, problem: str) -> str:
        while True:
            character = self._peek()
            self.position += 1
            if character == mark:
                return kind
            if character == "\\":
                character = self._peek()
                self.position += 1
            if character in {"", "\n"}:
                raise _LexError(problem)

    def _raw(self) -> str:
        end = self.text.find("`", self.position)
        if end < 0:
            raise _LexError("unterminated raw quoted string")
        self.position = end + 1
        return "raw"

    def _word(self, kind: str) -> str:
        while self._peek() == "_" or self._peek().isalnum():
            self.position += 1
        if not self._at_terminator():
            raise _LexError(f"bad character {describe_character(self._peek())}")
        if kind != "identifier":
            return kind
        word = self.text[self.start : self.position]
        if word in {"true", "false"}:
            return "bool"
        return word if word in KEYWORDS else kind

    def _at_terminator(self) -> bool:
        character = self._peek()
        return not character or character in " \t\r\n.,|:)(" or self.text.startswith("}}", self.position)

    def _number(self) -> str:
        good = self._scan_number()
        if good and self._peek() in {"+", "-"}:
            good = self._scan_number() and self.text[self.position - 1] == "i"
            if good:
                return "complex"
        if not good:
            raise _LexError(f"bad number syntax: {quote(self.text[self.start : self.position])}")
        return "number"

    def _scan_number(self) -> bool:
        self._accept("+-")
        digits = _DIGITS
        if self._accept("0") and self._peek() and self._peek() in "xXoObB":
            digits = _OTHER_BASES[self._peek().lower()]
            self.position += 1
        self._accept_run(digits)
        if self._accept("."):
            self._accept_run(digits)
        if (digits is _DIGITS and self._accept("eE")) or (len(digits) > 20 and self._accept("pP")):
            self._accept("+-")
            self._accept_run(_DIGITS)
        self._accept("i")
        if self._peek() == "_" or self._peek().isalnum():
            self.position += 1
            return False
        return True

    def _accept(self, characters: str) -> bool:
        found = bool(self._peek()) and self._peek() in characters
        self.position += found
        return found

    def _accept_run(self, characters: frozenset[str]) -> None:
        while self._peek() in characters:
            self.position += 1
