"""chmod: change permission bits.

Follows GNU coreutils src/chmod.c: describe_change, gnulib lib/modechange.c; busybox coreutils/chmod.c.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "chmod [OPTION]... MODE[,MODE]... FILE...",
    "Change the mode of each FILE to MODE.",
    (
        Option("c", "changes", "", "like verbose but report only when a change is made"),
        Option("f", "silent", "", "suppress most error messages"),
        Option("", "quiet", "", "the same"),
        Option("v", "verbose", "", "output a diagnostic for every file processed"),
        Option("", "reference", "RFILE", "use RFILE's mode instead of MODE values"),
        Option("R", "recursive", "", "change files and directories recursively"),
        Option("", "preserve-root", "", "fail to operate recursively on '/'"),
        Option("", "no-preserve-root", "", "do not treat '/' specially"),
    ),
)
CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)")
ACTION = re.compile(r"([-+=])([ugo]|[rwxXst]*)")
WHO = {"u": 0o4700, "g": 0o2070, "o": 0o1007, "a": 0o7777}
BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "s": 0o6000, "t": 0o1000}
UMASK = 0o022


async def main(run: Invocation) -> int:
    """Change them."""
    taken = next((i for i, one in enumerate(run.argv[1:], 1) if re.fullmatch(r"-[rwxXstugo]+[-+=,rwxXstugo]*", one)), 0)
    less = run.argv[taken] if taken else ""  # `chmod -x file`: a mode, not an option
    run.argv = [one for i, one in enumerate(run.argv) if not taken or i != taken]
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    names = list(options.operands)
    text = less or ("" if "reference" in options or not names else names.pop(0))
    if not names:
        after = f" after ‘{text}’" if text else ""
        return await options.wrong(f"missing operand{after}")
    if "reference" in options:
        try:
            text = f"{run.stat(options.last('reference')).mode & 0o7777:o}"
        except OSError as error:
            return await run.fail(f"failed to get attributes of '{options.last('reference')}': {error.strerror}")
    if changed(text, 0, directory=False) is None:
        return await (run.fail(f"invalid mode '{text}'") if run.host.ash else options.wrong(f"invalid mode: ‘{text}’"))
    status = 0
    for name in names:
        for one in _below(run, name, recursive="recursive" in options):
            status = max(status, await _change(run, options, one, text))
    return status


def _below(run: Invocation, name: str, *, recursive: bool) -> Iterator[str]:
    yield name
    if not recursive or run.kind_of(name) != "directory":
        return
    for one in run.list_directory(name):
        path = posixpath.join(name, one)
        if run.files.stat(run.path(path), follow=False).kind != "symlink":
            yield from _below(run, path, recursive=True)


async def _change(run: Invocation, options: Options, name: str, text: str) -> int:
    full = run.path(name)
    quiet = "silent" in options or "quiet" in options
    try:
        found = run.files.stat(full)
    except OSError as error:
        where = name if run.host.ash else f"cannot access '{name}'"
        await run.stderr.write("" if quiet else f"chmod: {where}: {error.strerror}\n")
        return 1
    before = found.mode & 0o7777
    after = changed(text, before, directory=found.kind == "directory")
    assert after is not None
    try:
        run.files.chmod(full, after)
    except OSError as error:
        where = name if run.host.ash else f"changing permissions of '{name}'"
        await run.stderr.write("" if quiet else f"chmod: {where}: {error.strerror}\n")
        return 1
    if "verbose" in options or ("changes" in options and before != after):
        old, new = (f"{mode:04o} ({_letters(mode)})" for mode in (before, after))
        said = f"changed from {old} to {new}" if before != after else f"retained as {new}"
        await run.stdout.write(f"mode of '{name}' {said}\n")
    return 0


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


def _letters(mode: int) -> str:
    return "".join(letter if mode >> (8 - at) & 1 else "-" for at, letter in enumerate("rwxrwxrwx"))
