"""The operators of patterns: keys with a space, which no Kubernetes object has. One table rules and documents them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from app.lessons.matching.values import ABSENT, Miss, amount, compare, path_words
from app.lessons.sentences import say, shown

Misses = Callable[[Any, Any, str], list[Miss]]
Rule = Callable[[Any, Any, str, Misses], list[Miss]]


@dataclass(frozen=True)
class Operator:
    """`misses(expected, actual, path, match)` is empty when it holds; `wrong(expected)` says why a value is none.

    `takes_pattern`: what stands behind it is a pattern itself.
    """

    name: str
    means: str
    example: str
    misses: Rule
    wrong: Callable[[Any], str]
    takes_pattern: bool = False


def is_operator(key: Any) -> bool:
    """A key that is an operator (known or not): one with a space."""
    return isinstance(key, str) and " " in key


@cache
def compiled(pattern: str) -> Any:
    """A regular expression of learners' or authors' making, in linear time; ValueError when it is none."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        message = error.args[0] if error.args else "not a regular expression"
        raise ValueError(message.decode() if isinstance(message, bytes) else str(message)) from error


def found_in(pattern: str, text: str) -> bool:
    """Whether the regular expression occurs in the text; `^` and `$` are the text's ends (`(?m)` for each line's)."""
    try:
        return compiled(pattern).search(text.encode("utf-8", "replace").decode("utf-8")) is not None
    except ValueError:
        return False


# What an operator takes


def _a_number(value: Any) -> str:
    return "" if amount(value) is not None else "takes a number or a quantity"


def _a_text(value: Any) -> str:
    return "" if isinstance(value, str) and value else "takes a text"


def _a_flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "takes true or false"


def _a_list(value: Any) -> str:
    return "" if isinstance(value, list) and value else "takes a list of values"


def _a_pattern(value: Any) -> str:
    return ""


def _a_length(value: Any) -> str:
    is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if is_count or isinstance(value, Mapping) else "takes a number or an operator, such as {at least: 2}"


def _an_expression(value: Any) -> str:
    if message := _a_text(value):
        return message
    try:
        compiled(value)
    except ValueError as error:
        return f"takes a regular expression: {error}"
    return ""


# Rules


def _miss(path: str, name: str, actual: Any) -> list[Miss]:
    if actual is ABSENT:
        return [Miss(path, say("value is absent", path=path_words(path)))]
    return [Miss(path, say(name, path=path_words(path), value=shown(actual)))]


def _comparison(accepted: frozenset[int], name: str) -> Rule:
    def rule(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
        if actual is ABSENT or actual is None:
            # status leaves out counts that are zero, so nothing counts as 0
            return [] if compare(expected, 0) in accepted else _miss(path, name, ABSENT)
        order = compare(expected, actual)
        if order is None:
            return _miss(path, "value is another type", actual)
        return [] if order in accepted else _miss(path, name, actual)

    return rule


def _is_not(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    return [] if match(expected, actual, path) else _miss(path, "value is", actual)


def _one_of(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    choices = expected if isinstance(expected, list) else [expected]
    return [] if any(not match(choice, actual, path) for choice in choices) else _miss(path, "value is", actual)


def _text_rule(fits: Callable[[str, str], bool]) -> Rule:
    def rule(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
        if actual is ABSENT or actual is None or isinstance(actual, dict | list):
            return _miss(path, "value is another type", ABSENT if actual is None else actual)
        text = _as_text(actual)
        return [] if fits(str(expected), text) else _miss(path, "text does not fit", text)

    return rule


def _as_text(actual: Any) -> str:
    return ("true" if actual else "false") if isinstance(actual, bool) else str(actual)


def _lacks(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    return _miss(path, "text does not fit", actual) if isinstance(actual, str) and str(expected) in actual else []


def _presence(expected: Any, actual: Any, path: str, wanted: bool) -> list[Miss]:
    there = actual is not ABSENT and actual is not None
    if there == wanted:
        return []
    name: str = "value is present" if there else "value is absent"
    return [Miss(path, say(name, path=path_words(path)))]


def _is_present(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    return _presence(expected, actual, path, bool(expected))


def _is_absent(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    return _presence(expected, actual, path, not expected)


def _length(actual: Any) -> int | None:
    if actual is ABSENT or actual is None:
        return 0
    return len(actual) if isinstance(actual, str | list | dict) else None


def _has_length(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    length = _length(actual)
    if length is None:
        return _miss(path, "value is another type", actual)
    if not match(expected, length, path):
        return []
    return [Miss(path, say("length is", path=path_words(path), value=length))]


def _is_empty(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    return _presence(expected, actual if _length(actual) != 0 else ABSENT, path, not expected)


def _each_item(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    if not isinstance(actual, list) or not actual:
        return _miss(path, "value is absent" if not actual else "value is another type", actual)
    return [miss for at, entry in enumerate(actual) for miss in match(expected, entry, f"{path}[{at}]")]


def _no_item(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    entries = actual if isinstance(actual, list) else []
    if all(match(expected, entry, path) for entry in entries):
        return []
    return [Miss(path, say("entry is too much", path=path_words(path)))]


def _exactly(expected: Any, actual: Any, path: str, match: Misses) -> list[Miss]:
    return [] if type(expected) is type(actual) and expected == actual else _miss(path, "value is", actual)


_ALL = (
    Operator("at least", "the number or quantity is not smaller", "{at least: 3}",
             _comparison(frozenset({0, 1}), "value is low"), _a_number),
    Operator("at most", "the number or quantity is not greater", "{at most: 500m}",
             _comparison(frozenset({-1, 0}), "value is high"), _a_number),
    Operator("more than", "the number or quantity is greater", "{more than: 0}",
             _comparison(frozenset({1}), "value is low"), _a_number),
    Operator("less than", "the number or quantity is smaller", "{less than: 1Gi}",
             _comparison(frozenset({-1}), "value is high"), _a_number),
    Operator("is not", "the pattern behind it does not fit", "{is not: Pending}", _is_not, _a_pattern, True),
    Operator("one of", "a pattern of the list fits", "{one of: [Running, Succeeded]}", _one_of, _a_list, True),
    Operator("matches pattern", "the RE2 expression is found in the text", '{matches pattern: "^nginx:1[.]"}',
             _text_rule(found_in), _an_expression),
    Operator("has text", "the text contains this one", "{has text: bootcamp}",
             _text_rule(lambda wanted, text: wanted in text), _a_text),
    Operator("lacks text", "the text does not contain this one, or there is none", "{lacks text: password}",
             _lacks, _a_text),
    Operator("starts with", "the text starts so", "{starts with: kubernetes-bootcamp-}",
             _text_rule(lambda wanted, text: text.startswith(wanted)), _a_text),
    Operator("ends with", "the text ends so", '{ends with: ":v2"}',
             _text_rule(lambda wanted, text: text.endswith(wanted)), _a_text),
    Operator("is present", "there is a value that is not null", "{is present: true}", _is_present, _a_flag),
    Operator("is absent", "there is no value, or null", "{is absent: true}", _is_absent, _a_flag),
    Operator("is empty", "there is nothing, or nothing in it", "{is empty: false}", _is_empty, _a_flag),
    Operator("has length", "so many entries (or characters)", "{has length: {at least: 2}}",
             _has_length, _a_length, True),
    Operator("each item", "the list has entries and every one fits", "{each item: {image: {has text: nginx}}}",
             _each_item, _a_pattern, True),
    Operator("no item", "no entry of the list fits", "{no item: {name: sidecar}}", _no_item, _a_pattern, True),
    Operator("is exactly", "the same value, nothing more, lists in this order", "{is exactly: [a, b]}",
             _exactly, _a_pattern),
)  # fmt: skip

OPERATORS: Mapping[str, Operator] = {operator.name: operator for operator in _ALL}
