"""readlink, realpath: what symbolic links lead to."""

from __future__ import annotations

import errno
import os
import posixpath

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("readlink", "realpath")
_COMMON = (
    Option("e", "canonicalize-existing", "", "all components of the path must exist"),
    Option("m", "canonicalize-missing", "", "no path components need exist or be a directory"),
    Option("q", "quiet", "", "suppress most error messages"),
    Option("z", "zero", "", "end each output line with NUL, not newline"),
)
READLINK = Usage(
    "readlink [OPTION]... FILE...",
    "Print value of a symbolic link or canonical file name",
    (
        Option("f", "canonicalize", "", "follow every symlink in every component of the given name"),
        *_COMMON,
        Option("n", "no-newline", "", "do not output the trailing delimiter"),
        Option("v", "verbose", "", "report error messages"),
    ),
)
REALPATH = Usage(
    "realpath [OPTION]... FILE...",
    "Print the resolved absolute file name; all but the last component must exist",
    (
        *_COMMON,
        Option("s", "no-symlinks", "", "don't expand symlinks"),
        Option("", "relative-to", "DIR", "print the resolved path relative to DIR"),
    ),
)


async def main(run: Invocation) -> int:
    """Print them."""
    options = await Options.read(run, READLINK if run.name == "readlink" else REALPATH)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write(f"{run.name}: missing operand\nTry '{run.name} --help' for more information.\n")
        return 1
    loud = (run.name == "realpath" and "quiet" not in options) or "verbose" in options
    status, end = 0, "\0" if "zero" in options else "\n"
    for name in options.operands:
        try:
            text = _resolved(run, options, name)
        except OSError as error:
            status = 1
            if loud:
                await run.fail(f"{name}: {error.strerror}")
            continue
        await run.stdout.write(text + ("" if "no-newline" in options else end))
    return status


def _resolved(run: Invocation, options: Options, name: str) -> str:
    path = run.path(name)
    whole = {"canonicalize", "canonicalize-existing", "canonicalize-missing"} & options.values.keys()
    if run.name == "readlink" and not whole:
        if run.files.stat(path, follow=False).kind != "symlink":
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), name)
        return run.files.read_link(path)
    found = posixpath.normpath(path) if "no-symlinks" in options else run.files.real(path)
    if "canonicalize-missing" not in options:
        run.files.stat(found if "canonicalize-existing" in options else posixpath.dirname(found))
    return posixpath.relpath(found, run.path(options.last("relative-to"))) if "relative-to" in options else found
