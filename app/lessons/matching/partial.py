"""Partial objects: every key of the pattern must fit; what the pattern does not mention does not matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from app.lessons.matching.operators import OPERATORS, is_operator
from app.lessons.matching.pairing import identity, maximum_pairing
from app.lessons.matching.values import ABSENT, Miss, path_words, same
from app.lessons.sentences import say, shown


def misses(pattern: Any, actual: Any, path: str = "") -> list[Miss]:
    """Every place where `actual` does not fit `pattern`, in the pattern's order; empty when it fits.

    A mapping asks for its keys (keys with a space are operators), a list for its entries in any order, each paired
    with an entry of its own; `null` fits null and absence; anything else must be the same scalar.
    """
    if isinstance(pattern, Mapping):
        return _mapping_misses(pattern, actual, path)
    if isinstance(pattern, list):
        return _list_misses(pattern, actual, path)
    if pattern is None:
        return (
            [] if actual is None or actual is ABSENT else [Miss(path, say("value is present", path=path_words(path)))]
        )
    if actual is ABSENT:
        return [Miss(path, say("value is absent", path=path_words(path)))]
    if isinstance(actual, dict | list):
        return [_another_type(actual, path)]
    if same(pattern, actual):
        return []
    return [Miss(path, say("value is", path=path_words(path), value=shown(actual)))]


def _another_type(actual: Any, path: str) -> Miss:
    if actual is ABSENT:
        return Miss(path, say("value is absent", path=path_words(path)))
    return Miss(path, say("value is another type", path=path_words(path), value=shown(actual)))


def _mapping_misses(pattern: Mapping[Any, Any], actual: Any, path: str) -> list[Miss]:
    found: list[Miss] = []
    keys = [key for key in pattern if not is_operator(key)]
    for name in pattern:
        if is_operator(name):
            found += _operator_misses(name, pattern[name], actual, path)
    if pattern and not keys:
        return found
    if not isinstance(actual, Mapping):
        return [*found, _another_type(actual, path)]
    for key in keys:
        found += misses(pattern[key], actual.get(key, ABSENT), _joined(path, key))
    return found


def _operator_misses(name: str, expected: Any, actual: Any, path: str) -> list[Miss]:
    if name in OPERATORS:
        return OPERATORS[name].misses(expected, actual, path, misses)
    return [Miss(path, say("value is", path=path_words(path), value=shown(actual)))]


def _joined(path: str, key: Any) -> str:
    name = f'["{key}"]' if "." in str(key) or "/" in str(key) else str(key)
    return f"{path}{name}" if name.startswith("[") or not path else f"{path}.{name}"


def _list_misses(pattern: list[Any], actual: Any, path: str) -> list[Miss]:
    if not pattern and (actual is ABSENT or actual is None):
        return []  # the API server drops empty lists
    if not isinstance(actual, list):
        return [_another_type(actual, path)]
    if not pattern:
        return [] if not actual else [Miss(path, say("length is", path=path_words(path), value=len(actual)))]
    table = [
        [misses(wanted, entry, _entry_path(path, entry, at)) for at, entry in enumerate(actual)] for wanted in pattern
    ]
    pairs = maximum_pairing([[not cell for cell in row] for row in table])
    taken = {column for column in pairs if column is not None}
    found: list[Miss] = []
    for at, wanted in enumerate(pattern):
        if pairs[at] is None:
            found += _nearest(wanted, actual, table[at], taken, path)
    return found


def _entry_path(path: str, entry: Any, index: int) -> str:
    named = identity(entry)
    return f"{path}[{named[1] if named else index}]"


def _nearest(wanted: Any, actual: Sequence[Any], row: list[list[Miss]], taken: set[int], path: str) -> list[Miss]:
    """The misses of the entry that was probably meant: of the same name or type, or else of the fewest misses."""
    named = identity(wanted)
    free = [at for at in range(len(actual)) if at not in taken and row[at]]
    twins = [at for at in free if named and isinstance(actual[at], Mapping) and actual[at].get(named[0]) == named[1]]
    mapping_entries = [at for at in free if isinstance(actual[at], Mapping) and named is None]
    candidates = twins or mapping_entries
    if not candidates:
        return [Miss(path, say("entry is missing", path=path_words(path)))]
    return min((row[at] for at in candidates), key=len)


def pattern_problems(pattern: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str, str]]:
    """What is wrong with a pattern itself, as (path, message, remedy): unknown operators and their wrong values."""
    if isinstance(pattern, list):
        return [problem for at, entry in enumerate(pattern) for problem in pattern_problems(entry, (*path, at))]
    if not isinstance(pattern, Mapping):
        return []
    problems: list[tuple[tuple[Any, ...], str, str]] = []
    for key, value in pattern.items():
        here = (*path, key)
        if not is_operator(key):
            problems += pattern_problems(value, here)
        elif key not in OPERATORS:
            problems.append((here, f"unknown operator {key!r}", _remedy(key)))
        else:
            operator = OPERATORS[key]
            if message := operator.wrong(value):
                problems.append((here, f"operator {key!r} {message}", f"for example: {operator.example}"))
            elif operator.takes_pattern:
                problems += pattern_problems(value, here)
    return problems


def _remedy(key: str) -> str:
    near = get_close_matches(key, OPERATORS, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else "operators are: " + ", ".join(sorted(OPERATORS))
