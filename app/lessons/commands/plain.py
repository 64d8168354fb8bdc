"""Compares commands of which nothing special is known: the same program, with at least the words that are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from app.lessons.commands.comparison import Gap, Near, fits, in_order, program
from app.lessons.sentences import say

ANY = ("*",)  # any command at all: what it printed is what counts
_SAY_THEMSELVES = ("echo", "printf")  # and show nothing of the lab


def gap(wanted: Sequence[str], argv: Sequence[str]) -> Gap | None:
    """None when `argv` does what `wanted` asks; more options and arguments are fine, options come in any order."""
    if tuple(wanted) == ANY and program(argv) not in _SAY_THEMSELVES:
        return None
    if program(wanted) != program(argv):
        return Gap(Near.UNRELATED, say("verb differs"))
    options, arguments = _split(wanted[1:])
    found_options, found_arguments = _split(argv[1:])
    letters = "".join(option[1:] for option in found_options if _is_cluster(option))
    for option in options:
        if _is_cluster(option) and all(letter in letters for letter in option[1:]):
            continue
        if not any(fits(option, found) for found in found_options):
            return Gap(Near.SAME_PROGRAM, say("flag is missing"))
    if not in_order(arguments, found_arguments):
        return Gap(Near.SAME_PROGRAM, say("word is missing"))
    return None


def _split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    options = [word for word in words if word.startswith("-") and len(word) > 1]
    return options, [word for word in words if word not in options]


def _is_cluster(option: str) -> bool:
    """Short options, perhaps several behind one dash: `-l`, `-la`."""
    return not option.startswith("--") and option[1:].isalpha()
