"""What all comparisons of commands share: words with `*`, wrappers such as sudo, and how near a command came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from app.lessons.sentences import Sentence

_WRAPPERS = {
    "sudo": "ugpCh",
    "time": "fo",
    "nohup": "",
    "command": "",
    "exec": "a",
    "env": "uCS",
    "watch": "nq",
    "nice": "n",
}


class Near(IntEnum):
    """How near a command came to the one that was meant."""

    UNRELATED = 0
    SAME_PROGRAM = 1
    SAME_ACTION = 2
    SAME_TARGET = 3


@dataclass(frozen=True)
class Gap:
    """Why a command is not the one that was meant, and how near it came all the same."""

    near: Near
    why: Sentence


def fits(pattern: str, word: str) -> bool:
    """Whether a word fits one with `*` in it (any characters); nothing else is special."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == word
    *middle, last = rest
    if not word.startswith(first) or not word.endswith(last) or len(word) < len(first) + len(last):
        return False
    at, end = len(first), len(word) - len(last)
    for part in middle:
        found = word.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def in_order(patterns: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every pattern fits a word, in this order; other words may stand between."""
    rest = iter(words)
    return all(any(fits(pattern, word) for word in rest) for pattern in patterns)


def program(argv: Sequence[str]) -> str:
    """A command's program by its plain name: `/usr/bin/kubectl` and the usual alias `k` are `kubectl`."""
    name = argv[0].rsplit("/", 1)[-1] if argv else ""
    return "kubectl" if name == "k" else name


def unwrapped(argv: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The command inside `sudo`, `time`, `env A=b`, `watch -n 1` ..., and whether `watch` is around it."""
    words, watched = list(argv), False
    while words and program(words) in _WRAPPERS:
        wrapper = program(words)
        rest = words[1:]
        while rest and (rest[0].startswith("-") or (wrapper == "env" and "=" in rest[0])):
            option = rest.pop(0)
            if len(option) == 2 and option[1] in _WRAPPERS[wrapper] and rest:
                rest.pop(0)
        if not rest:
            break
        watched = watched or wrapper == "watch"
        words = rest[0].split() if watched and len(rest) == 1 else rest
    while words and "=" in words[0] and words[0].split("=")[0].isidentifier() and len(words) > 1:
        words.pop(0)
    return tuple(words), watched
