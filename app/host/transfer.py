"""Where cp, mv and ln put what they are given, and what they say when they cannot.

Follows GNU coreutils src/cp.c: do_copy, src/mv.c: main, src/copy.c: copy_internal; busybox coreutils/{cp,mv}.c.
"""

from __future__ import annotations

import posixpath

from app.host.answers import agreed
from app.host.invocation import Invocation
from app.host.options import Options

NOTHING = "/dev/null"


class RefusedError(Exception):
    """What a program cannot do, in its words; `usage` when it names `--help` behind it."""

    def __init__(self, text: str, *, usage: bool = False) -> None:
        super().__init__(text)
        self.text, self.usage = text, usage


def destinations(run: Invocation, options: Options) -> list[tuple[str, str]]:
    """(source, destination) for each operand; RefusedError when they make no sense together."""
    operands, folder = list(options.operands), options.last("target-directory")
    if not operands:
        raise RefusedError("missing file operand", usage=True)
    if folder:
        if run.kind_of(folder) != "directory":
            why = "Not a directory" if run.kind_of(folder) else "No such file or directory"
            raise RefusedError(f"target directory '{folder}': {why}")
        return [(one, _into(folder, one)) for one in operands]
    if len(operands) == 1:
        raise RefusedError(f"missing destination file operand after '{operands[0]}'", usage=True)
    last = operands.pop()
    if "no-target-directory" in options:
        if len(operands) > 1:
            raise RefusedError(f"extra operand '{operands[1]}'", usage=True)
        return [(operands[0], last)]
    if run.kind_of(last) == "directory":
        return [(one, _into(last, one)) for one in operands]
    if len(operands) > 1:
        raise RefusedError(
            f"target '{last}': {'Not a directory' if run.kind_of(last) else 'No such file or directory'}"
        )
    return [(operands[0], last)]


def _into(folder: str, source: str) -> str:
    """The name in a folder that a source gets."""
    name = posixpath.basename(source.rstrip("/"))
    return folder if name in ("", ".", "..") else posixpath.join(folder, name)


def kind(run: Invocation, name: str) -> str:
    """What is there itself: file, directory, symlink, or "" for nothing."""
    try:
        return run.files.stat(run.path(name), follow=False).kind
    except OSError:
        return ""


def same(run: Invocation, one: str, other: str) -> bool:
    """Whether two names mean the same file."""
    return bool(run.kind_of(other)) and run.files.real(run.path(one)) == run.files.real(run.path(other))


def inside(run: Invocation, outer: str, inner: str) -> bool:
    """Whether a path lies in a directory, or is it."""
    above = run.files.real(run.path(outer)).rstrip("/")
    return f"{run.files.real(run.path(inner))}/".startswith(f"{above}/")


async def keeps(run: Invocation, options: Options, source: str, target: str) -> bool:
    """Whether what is at the destination stays: -n, -u and the answer to -i."""
    if not run.kind_of(target):
        return False
    if "no-clobber" in options:
        return True
    if "update" in options:
        older = run.files.stat(run.path(target)).modified
        if run.files.stat(run.path(source)).modified <= older:
            return True
    return "interactive" in options and not await agreed(run, f"overwrite '{target}'?")


def back_up(run: Invocation, options: Options, target: str) -> None:
    """Keep what is at the destination under another name, with -b."""
    if ("backup" in options or "suffix" in options) and kind(run, target) in ("file", "symlink"):
        run.files.rename(run.path(target), run.path(target + options.last("suffix", "~")))


async def refuse(run: Invocation, error: RefusedError) -> int:
    """Say it; the status."""
    more = f"Try '{run.name} --help' for more information.\n" if error.usage else ""
    await run.stderr.write(f"{run.name}: {error.text}\n{more}")
    return 1
