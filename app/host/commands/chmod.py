"""chmod: change permission bits.

Follows GNU coreutils src/chmod.c: describe_change, gnulib lib/modechange.c; busybox coreutils/chmod.c.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from app.host.invocation import Invocation
from app.host.modes import changed, letters
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
        after = f" after ‘{text}’" if text and not less else ""
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
        if "verbose" in options and not run.host.ash:
            await run.stdout.write(f"'{name}' could not be accessed\n")
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
        old, new = (f"{mode:04o} ({letters(mode)})" for mode in (before, after))
        said = f"changed from {old} to {new}" if before != after else f"retained as {new}"
        await run.stdout.write(f"mode of '{name}' {said}\n")
    return 0
