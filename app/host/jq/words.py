"""The words of a program, one after the other, and what bison's parsers say of those in the wrong place."""

from __future__ import annotations

from collections.abc import Sequence

from app.host.jq.tokens import Token, tokens

END = "end of file"


class MisplacedError(Exception):
    """A word that cannot stand where it stands, and those that could, if they are few."""

    def __init__(self, token: Token, expected: Sequence[str] = ()) -> None:
        super().__init__(token.kind)
        self.token, self.expected = token, expected


class HopelessError(Exception):
    """The end of the program before a mistake was over."""


class CompileError(Exception):
    """What is wrong with a program: messages for standard error."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(messages)
        self.messages = messages


def located(message: str, source: str, name: str, start: int) -> str:
    """A message with the line that it is about. Follows src/locfile.c."""
    line = source.count("\n", 0, start)
    begin = source.rfind("\n", 0, start) + 1
    text = source[begin:].split("\n", 1)[0]
    return f"jq: error: {message} at {name}, line {line + 1}:\n{text}{' ' * (start - begin)}"


class Words:
    """A program as its words, and where in them it is."""

    def __init__(self, source: str, name: str = "<top-level>") -> None:
        self.source, self.name = source, name
        self.tokens = tokens(source)
        self.at = 0
        self.problems: list[str] = []
        self._quiet = -1  # words up to here get no further messages

    # -- words

    @property
    def token(self) -> Token:
        """The next word."""
        return self.tokens[self.at]

    def peek(self, *kinds: str) -> bool:
        """Whether the next word is one of these."""
        return self.token.kind in kinds

    def take(self, *kinds: str) -> Token | None:
        """The next word, if it is one of these."""
        return self.next() if self.token.kind in kinds else None

    def next(self) -> Token:
        """The next word, whatever it is."""
        token = self.token
        self.at += token.kind != END
        if token.problem:
            self.fail(token.problem, token.start)
        return token

    def expect(self, *kinds: str, among: Sequence[str] | None = None) -> Token:
        """A word that must be one of these; `among` is what a message lists."""
        if self.token.kind not in kinds:
            raise MisplacedError(self.token, kinds if among is None else among)
        return self.next()

    def fail(self, message: str, start: int) -> None:
        """Note a mistake."""
        self.problems.append(located(message, self.source, self.name, start))

    def syntax_problem(self, problem: MisplacedError) -> None:
        """Note that a word stands in the wrong place."""
        if self.at >= self._quiet:
            expecting = ", expecting " + " or ".join(problem.expected) if problem.expected else ""
            text = f"syntax error, unexpected {problem.token.kind}{expecting} (Unix shell quoting issues?)"
            self.fail(text, problem.token.start)
        self._quiet = self.at + 3

    def skip_to(self, *kinds: str) -> None:
        """Leave out words until one of these, which is taken."""
        while not self.peek(*kinds):
            if self.peek(END):
                raise HopelessError
            self.at += 1
        self.next()
