"""What programs say of a file that they may not touch, where bashkit says it otherwise: GNU's words or busybox's.

Known difference: where cp and mv cannot write, bashkit names only the source.
"""

from __future__ import annotations

import re

_WHY = rb"(Permission denied|Operation not permitted|Read-only file system|Device or resource busy)$"
_ANY = rb"(Permission denied|Operation not permitted|Read-only file system|Device or resource busy|" \
       rb"No such file or directory|Is a directory|Not a directory|File exists|Directory not empty)$"  # fmt: skip
MARKS = (b"denied", b"permitted", b"Read-only", b"busy")
_GNU = (
    (rb"^head: ([^\n:']+): " + _WHY, rb"head: cannot open '\1' for reading: \2"),
    (rb"^find: '([^\n:]+)': " + _WHY, "find: ‘\\1’: \\2".encode()),
    (rb"^dd: error writing '([^\n:]+)': " + _WHY, rb"dd: failed to open '\1': \2"),
    (
        rb"^sed: [^\n]*cannot write '([^\n']*/)?[^/\n']+': " + _WHY,
        rb"sed: couldn't open temporary file \1sedUkZ3vT: \2",
    ),
)
_BUSYBOX = (
    (rb"^(?:touch): cannot touch '([^'\n]+)': " + _ANY, rb"touch: \1: \2"),
    (rb"^cat: ([^\n:]+): " + _ANY, rb"cat: can't open '\1': \2"),
    (rb"^tail: cannot open '([^'\n]+)' for reading: " + _ANY, rb"tail: can't open '\1': \2"),
    ("^mkdir: cannot create directory ‘([^’\n]+)’: ".encode() + _ANY, rb"mkdir: can't create directory '\1': \2"),
    (rb"^rm: cannot remove '([^'\n]+)': " + _ANY, rb"rm: can't remove '\1': \2"),
    (rb"^rmdir: failed to remove '([^'\n]+)': " + _ANY, rb"rmdir: '\1': \2"),
    (rb"^cp: cannot stat '([^'\n]+)': " + _ANY, rb"cp: can't stat '\1': \2"),
    (rb"^mv: cannot (?:stat|move) '([^'\n]+)': " + _ANY, rb"mv: can't rename '\1': \2"),
    (rb"^chmod: (?:changing permissions of|cannot access) '([^'\n]+)': " + _ANY, rb"chmod: \1: \2"),
    (rb"^ls: cannot open directory '([^'\n]+)': " + _ANY, rb"ls: can't open '\1': \2"),
    (rb"^ls: cannot access '([^'\n]+)': " + _ANY, rb"ls: \1: \2"),
    (rb"^ln: failed to create symbolic link '([^'\n]+)': " + _ANY, rb"ln: \1: \2"),
    (rb"^find: '([^\n:]+)': " + _ANY, rb"find: \1: \2"),
    (rb"^dd: error writing '([^\n:]+)': " + _ANY, rb"dd: can't open '\1': \2"),
    (rb"^sed: [^\n]*cannot write '([^'\n]+)': " + _ANY, rb"sed: can't create temp file '\1XXXXXX': \2"),
)
_MINE = tuple((re.compile(pattern, re.M), words) for pattern, words in _GNU)
_THEIRS = tuple((re.compile(pattern, re.M), words) for pattern, words in _BUSYBOX)
_TOLD = re.compile(rb"io error: (?=" + _WHY + rb")", re.M)
_SHELL = re.compile(rb"^(\w+): line (\d+): ([^\n:]+): (Permission denied|Read-only file system)$", re.M)


def reworded(data: bytes, *, busybox: bool, ash: bool, dash: bool) -> bytes:
    """Messages about files in the words of the machine's programs; `ash` and `dash` say which shell speaks."""
    told = any(mark in data for mark in MARKS)
    if told:
        data = _TOLD.sub(b"", data)
        if ash:
            data = _SHELL.sub(rb"\1: can't create \3: \4", data)
        elif dash:
            data = _SHELL.sub(rb"\1: \2: cannot create \3: \4", data)
    if busybox or told:
        for pattern, words in _THEIRS if busybox else _MINE:
            data = pattern.sub(words, data)
    return data
