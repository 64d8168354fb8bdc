"""Options that do not go together, and values that are none: what sort, uniq and tr say of them.

Follows coreutils src/sort.c: check_ordering_compatibility, src/uniq.c, src/tr.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

ORDERS = {
    "dictionary-order": "d", "ignore-case": "f", "general-numeric-sort": "g", "human-numeric-sort": "h",
    "ignore-nonprinting": "i", "month-sort": "M", "numeric-sort": "n", "random-sort": "R", "version-sort": "V",
}  # fmt: skip
SORTS = {
    "general-numeric": "g", "human-numeric": "h", "month": "M", "numeric": "n", "random": "R", "version": "V",
}  # fmt: skip
CLASS = re.compile(r"\[:([^:\]]*):\]")
CLASSES = frozenset(
    ["alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"]
)
TWO = {
    True: "Two strings must be given when both deleting and squeezing repeats.",
    False: "Two strings must be given when translating.",
}
ONE = "Only one string may be given when deleting without squeezing repeats."


@dataclass
class Given:
    """A command line: options in their order, by letter or long name, with their values; and the operands."""

    options: list[tuple[str, str]] = field(default_factory=list)
    operands: list[str] = field(default_factory=list)

    def has(self, *names: str) -> bool:
        """Whether one of these options was given."""
        return any(name in names for name, _ in self.options)


def _sort(given: Given) -> str:
    checks = {"c" if name in ("c", "check") else "C" for name, _ in given.options if name in ("c", "C", "check")}
    if len(checks) > 1:
        return "options '-cC' are incompatible\n"
    keys = [re.sub(r"[^A-Za-z]", "", value) for name, value in given.options if name in ("k", "key")]
    own = "".join(ORDERS.get(name, name if len(name) == 1 and name in "dfghiMnRV" else "") for name, _ in given.options)
    own += "".join(SORTS.get(value, "") for name, value in given.options if name == "sort")
    for letters in [key or own for key in keys] or [own]:
        if wrong := _incompatible(letters):
            return f"options '-{wrong}' are incompatible\n"
    if checks and len(given.operands) > 1:
        return f"extra operand '{given.operands[1]}' not allowed with -{checks.pop()}\n"
    if checks and given.has("o", "output"):
        return f"options '-{checks.pop()}o' are incompatible\n"
    return ""


def _incompatible(letters: str) -> str:
    """The orders of one key that exclude each other, as sort lists them."""
    ignored = "d" if "d" in letters else "i" if "i" in letters else ""
    kinds = sum(letter in letters for letter in "nghM") + bool(ignored or set("VR") & set(letters))
    shown = {*(set(letters) & set("fghMnRV")), *ignored}
    return "".join(letter for letter in "dfghiMnRV" if letter in shown) if kinds > 1 else ""


def _uniq(given: Given) -> str:
    every = given.has("D", "all-repeated")
    if every and given.has("c", "count"):
        return "printing all duplicated lines and repeat counts is meaningless\n"
    return ""


def _tr(given: Given) -> str:
    delete, squeeze = given.has("d", "delete"), given.has("s", "squeeze-repeats")
    sets = given.operands
    if not sets:
        return "missing operand\n"
    if len(sets) < 1 + (delete == squeeze):
        return f"missing operand after ‘{_escaped(sets[0])}’\n{TWO[squeeze]}\n"
    if len(sets) > 1 + (delete <= squeeze):
        more = f"{ONE}\n" if len(sets) == 2 else ""
        return f"extra operand ‘{_escaped(sets[1 + (delete <= squeeze)])}’\n{more}"
    if wrong := next((name for one in sets for name in CLASS.findall(one) if name not in CLASSES), ""):
        return f"invalid character class ‘{wrong}’\n"
    if not delete and len(sets) == 2:
        if re.search(r"\[=.=\]", sets[1]):
            return "[=c=] expressions may not appear in string2 when translating\n"
        if set(CLASS.findall(sets[1])) - {"upper", "lower"}:
            return "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'\n"
        if not sets[1] and not given.has("t", "truncate-set1"):
            return "when not truncating set1, string2 must be non-empty\n"
    return ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")


CHECKS: dict[str, Callable[[Given], str]] = {"sort": _sort, "uniq": _uniq, "tr": _tr}
# Where no hint at `--help` follows.
BARE = ("options '-", "extra operand '", "invalid character class", "[=c=]", "when ")


def complaint(name: str, given: Given, unknown: str) -> str:
    """What a program says of options that are right each for itself; nothing where a part is not known yet."""
    check = CHECKS.get(name)
    parts = [*given.operands, *(value for _, value in given.options)]
    if check is None or any(unknown in part for part in parts):
        return ""
    return check(given)
