"""Permission bits: as `ls -l` shows them, and what `u+x,go=r` makes of them.

Follows gnulib lib/filemode.c: strmode and lib/modechange.c.
"""

from __future__ import annotations

import re

CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)")
ACTION = re.compile(r"([-+=])([ugo]|[rwxXst]*)")
WHO = {"u": 0o4700, "g": 0o2070, "o": 0o1007, "a": 0o7777}
BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "s": 0o6000, "t": 0o1000}
UMASK = 0o022


def letters(mode: int) -> str:
    """`rwxr-xr-x`."""
    shown = [letter if mode >> (8 - at) & 1 else "-" for at, letter in enumerate("rwxrwxrwx")]
    for bit, at, letter in ((0o4000, 2, "s"), (0o2000, 5, "s"), (0o1000, 8, "t")):
        if mode & bit:
            shown[at] = letter if shown[at] == "x" else letter.upper()
    return "".join(shown)


def changed(text: str, mode: int, *, directory: bool) -> int | None:
    """What `755`, `u+x,go=r` and the like make of a mode; None when that is no mode."""
    if re.fullmatch(r"[0-7]{1,5}", text):
        number = int(text, 8)
        return None if number > 0o7777 else number | (mode & 0o6000 if directory and len(text) < 5 else 0)
    for clause in text.split(","):
        found = CLAUSE.fullmatch(clause)
        if found is None:
            return None
        who = 0
        for letter in found[1]:
            who |= WHO[letter]
        for sign, letters in ACTION.findall(found[2]):
            bits = _bits(letters, mode, directory) & (who or 0o7777 & ~UMASK)
            if sign == "=":
                mode = mode & ~(who or 0o7777) | bits
            else:
                mode = mode | bits if sign == "+" else mode & ~bits
    return mode


def _bits(letters: str, mode: int, directory: bool) -> int:
    if letters in ("u", "g", "o") and letters:
        one = mode >> {"u": 6, "g": 3, "o": 0}[letters] & 7
        return one << 6 | one << 3 | one
    bits = 0
    for letter in letters:
        if letter == "X":
            bits |= 0o111 if directory or mode & 0o111 else 0
        else:
            bits |= BITS[letter]
    return bits
