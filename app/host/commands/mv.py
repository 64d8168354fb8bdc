"""mv: move and rename files.

Follows GNU coreutils src/mv.c, src/copy.c: copy_internal; busybox coreutils/mv.c.
"""

from __future__ import annotations

import errno
import os
import posixpath
import re

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.transfer import RefusedError, back_up, destinations, inside, keeps, kind, refuse, same

USAGE = Usage(
    "mv [OPTION]... [-T] SOURCE DEST",
    "Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.",
    (
        Option("b", "backup", "", "make a backup of each existing destination file"),
        Option("f", "force", "", "do not prompt before overwriting"),
        Option("i", "interactive", "", "prompt before overwrite"),
        Option("n", "no-clobber", "", "do not overwrite an existing file"),
        Option("S", "suffix", "SUFFIX", "override the usual backup suffix"),
        Option("t", "target-directory", "DIRECTORY", "move all SOURCE arguments into DIRECTORY"),
        Option("T", "no-target-directory", "", "treat DEST as a normal file"),
        Option("u", "update", "", "move only when the SOURCE file is newer than the destination file"),
        Option("v", "verbose", "", "explain what is being done"),
    ),
)


async def main(run: Invocation) -> int:
    """Move."""
    run.argv = [re.sub(r"^(--(?:backup|update))=.*", r"\1", one) for one in run.argv]
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    status = 0
    try:
        for source, target in destinations(run, options):
            try:
                await _move(run, options, source, target)
            except RefusedError as error:
                status = await refuse(run, error)
    except RefusedError as error:
        return await refuse(run, error)
    return status


async def _move(run: Invocation, options: Options, source: str, target: str) -> None:
    found = kind(run, source.rstrip("/") or "/")
    if not found:
        raise RefusedError(_missing(run, source))
    if await keeps(run, options, source, target):
        return
    if found != "symlink" and same(run, source, target):
        raise RefusedError(f"'{source}' and '{target}' are the same file")
    there = kind(run, target)
    if found == "directory" and there == "file":
        raise RefusedError(f"cannot overwrite non-directory '{target}' with directory '{source}'")
    if found != "directory" and there == "directory":
        raise RefusedError(f"cannot overwrite directory '{target}' with non-directory")
    if found == "directory" and inside(run, source, target):
        raise RefusedError(f"cannot move '{source}' to a subdirectory of itself, '{target}'")
    if found != "directory" and target.endswith("/"):
        raise RefusedError(_failed(run, source, target, os.strerror(errno.ENOTDIR)))
    back_up(run, options, target)
    try:
        _rename(run, source.rstrip("/"), target.rstrip("/") or target)
    except OSError as error:
        raise RefusedError(_failed(run, source, target, error.strerror or "")) from None
    if "verbose" in options:
        await run.stdout.write(f"'{source}' -> '{target}'\n" if run.host.ash else f"renamed '{source}' -> '{target}'\n")


def _missing(run: Invocation, source: str) -> str:
    why = os.strerror(errno.ENOENT)
    return f"can't rename '{source}': {why}" if run.host.ash else f"cannot stat '{source}': {why}"


def _failed(run: Invocation, source: str, target: str, why: str) -> str:
    if run.host.ash:
        return f"can't rename '{source}': {why}"
    return f"cannot move '{source}' to '{target}': {why}"


def _rename(run: Invocation, source: str, target: str) -> None:
    """Move, also from disk to disk. OSErrors as rename(2) gives them."""
    files, here, there = run.files, run.path(source), run.path(target)
    parent = posixpath.dirname(there)
    if files.kind_of(parent) != "directory":
        code = errno.ENOTDIR if files.exists(parent) else errno.ENOENT
        raise OSError(code, os.strerror(code), target)
    here = posixpath.join(files.real(posixpath.dirname(here)), posixpath.basename(here))
    there = posixpath.join(files.real(parent), posixpath.basename(there))
    if files.stat(here, follow=False).kind == "directory":
        if files.kind_of(there) == "directory":
            if files.list_directory(there):
                raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), target)
            files.remove(there)
        if files.mounts.place(here)[0] is not files.mounts.place(there)[0]:
            _carry(run, here, there)
            return
    files.rename(here, there)


def _carry(run: Invocation, here: str, there: str) -> None:
    """A directory to another disk: a copy, then the end of the original."""
    files = run.files
    files.make_directory(there)
    for path, found in list(files.walk(here)):
        at = there + path[len(here) :]
        if found.kind == "directory":
            files.make_directory(at)
        elif found.kind == "symlink":
            files.symlink(files.read_link(path), at)
        else:
            files.write_file(at, files.read_file(path), mode=found.mode & 0o7777)
    files.remove(here, recursive=True)
