"""expr: arithmetic, comparisons and string matching, a word for each token. Follows coreutils src/expr.c."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

import re2

from app.host.grepping import UnknownError, translated
from app.host.invocation import Invocation
from app.host.options import Usage

USAGE = Usage("expr EXPRESSION", "Print the value of EXPRESSION to standard output.")
VERSION = "expr (GNU coreutils) 9.4\n"
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "==": operator.eq, "!=": operator.ne, ">=": operator.ge,
    ">": operator.gt,
}  # fmt: skip
NUMBER = re.compile(r"-?\d+")
OPERATORS = (("|",), ("&",), tuple(COMPARISONS), ("+", "-"), ("*", "/", "%"), (":",))  # loosest first


class _WrongError(Exception):
    """What is wrong with the expression."""


async def main(run: Invocation) -> int:
    """Evaluate; 1 for an empty or zero result, 2 for what is no expression, 3 for what else goes wrong."""
    words = run.args
    if words == ["--help"]:
        await run.stdout.write(USAGE.help())
        return 0
    if words == ["--version"]:
        await run.stdout.write(VERSION)
        return 0
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        await run.fail("missing operand")
        await run.stderr.write("Try 'expr --help' for more information.\n")
        return 2
    try:
        value = _Expression(words).value()
    except _WrongError as wrong:
        return await run.fail("syntax error" if run.host.ash and "syntax" in str(wrong) else str(wrong), 2)
    await run.stdout.write(f"{value}\n")
    return 1 if _null(value) else 0


def _null(value: str) -> bool:
    return not value or re.fullmatch(r"-?0+", value) is not None


class _Expression:
    """Words that are evaluated from the left."""

    def __init__(self, words: list[str]) -> None:
        self._words, self._at = words, 0

    def value(self) -> str:
        """Of all of them."""
        found = self._level(0)
        if self._at < len(self._words):
            raise _WrongError(f"syntax error: unexpected argument ‘{self._words[self._at]}’")
        return found

    def _takes(self, *words: str) -> str:
        if self._at < len(self._words) and self._words[self._at] in words:
            self._at += 1
            return self._words[self._at - 1]
        return ""

    def _level(self, depth: int) -> str:
        if depth == len(OPERATORS):
            return self._function()
        left = self._level(depth + 1)
        while sign := self._takes(*OPERATORS[depth]):
            left = self._applied(sign, left, self._level(depth + 1))
        return left

    def _applied(self, sign: str, left: str, right: str) -> str:
        if sign == "|":
            return left if not _null(left) else right if not _null(right) else "0"
        if sign == "&":
            return "0" if _null(left) or _null(right) else left
        if sign == ":":
            return _match(left, right)
        if sign in COMPARISONS:
            numbers = NUMBER.fullmatch(left) and NUMBER.fullmatch(right)
            order = int(left) - int(right) if numbers else (left > right) - (left < right)
            return str(int(COMPARISONS[sign](order, 0)))
        return str(_arithmetic(sign, left, right))

    def _function(self) -> str:
        """`length`, `substr`, ...; they are words like any other where nothing follows `+`."""
        if self._takes("+"):
            return self._word()
        if self._takes("length"):
            return str(len(self._function()))
        if self._takes("match"):
            return _match(self._function(), self._function())
        if self._takes("index"):
            text, letters = self._function(), self._function()
            return str(next((at for at, letter in enumerate(text, 1) if letter in letters), 0))
        if self._takes("substr"):
            text, start, length = self._function(), self._function(), self._function()
            if not (NUMBER.fullmatch(start) and NUMBER.fullmatch(length)) or int(start) < 1 or int(length) < 1:
                return ""
            return text[int(start) - 1 :][: int(length)]
        if not self._takes("("):
            return self._word(closing=True)
        found = self._level(0)
        if not self._takes(")"):
            there = self._at < len(self._words)
            where = f"instead of ‘{self._words[self._at]}’" if there else f"after ‘{self._words[self._at - 1]}’"
            raise _WrongError(f"syntax error: expecting ')' {where}")
        return found

    def _word(self, *, closing: bool = False) -> str:
        if self._at == len(self._words):
            raise _WrongError(f"syntax error: missing argument after ‘{self._words[self._at - 1]}’")
        self._at += 1
        if closing and self._words[self._at - 1] == ")":
            raise _WrongError("syntax error: unexpected ')'")
        return self._words[self._at - 1]


def _arithmetic(sign: str, left: str, right: str) -> int:
    if not (NUMBER.fullmatch(left) and NUMBER.fullmatch(right)):
        raise _WrongError("non-integer argument")
    one, other = int(left), int(right)
    if sign in "/%":
        if other == 0:
            raise _WrongError("division by zero")
        quotient = abs(one) // abs(other) * (1 if (one < 0) == (other < 0) else -1)  # towards zero, as C has it
        return quotient if sign == "/" else one - quotient * other
    return {"+": one + other, "-": one - other, "*": one * other}[sign]


def _match(text: str, pattern: str) -> str:
    """The part in `\\(...\\)`, or how many characters match, from the start."""
    options = re2.Options()
    options.longest_match, options.log_errors, options.dot_nl = True, False, True
    try:
        compiled = re2.compile(translated(pattern, extended=False), options)
    except (re2.error, UnknownError):
        raise _WrongError("Invalid regular expression") from None
    found = compiled.match(text)
    if compiled.groups:
        return (found[1] or "") if found else ""
    return str(found.end() if found else 0)
