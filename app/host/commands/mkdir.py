"""mkdir: directories with their modes."""

from __future__ import annotations

import posixpath

from app.host.invocation import Invocation
from app.host.modes import changed
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "mkdir [OPTION]... DIRECTORY...",
    "Create the DIRECTORY(ies), if they do not already exist.",
    (
        Option("m", "mode", "MODE", "set file mode (as in chmod), not a=rwx - umask"),
        Option("p", "parents", "", "no error if existing, make parent directories as needed"),
        Option("v", "verbose", "", "print a message for each created directory"),
    ),
)


async def main(run: Invocation) -> int:
    """Make them."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if not options.operands:
        await run.stderr.write("mkdir: missing operand\nTry 'mkdir --help' for more information.\n")
        return 1
    mode = options.last("mode")
    bits = changed(mode, 0o777, directory=True)
    if mode and bits is None:
        return await run.fail(f"invalid mode ‘{mode}’")
    status = 0
    for name in options.operands:
        try:
            made = _made(run, name, parents="parents" in options)
        except OSError as error:
            where = f"can't create directory '{name}'" if run.host.ash else f"cannot create directory ‘{name}’"
            status = await run.fail(f"{where}: {error.strerror}")
            continue
        if mode and made and bits is not None:
            run.files.chmod(run.path(made[-1]), bits)
        if "verbose" in options:
            await run.stdout.write("".join(f"mkdir: created directory '{one}'\n" for one in made))
    return status


def _made(run: Invocation, name: str, *, parents: bool) -> list[str]:
    """Make a directory; the names of what was not there."""
    if not parents:
        run.files.make_directory(run.path(name), parents=False)
        return [name]
    missing, at = [], name.rstrip("/") or "/"
    while at and not run.kind_of(at):
        missing.append(at)
        at = posixpath.dirname(at)
    for one in reversed(missing):
        run.files.make_directory(run.path(one), parents=False)
    if not missing and run.kind_of(name) != "directory":
        run.files.make_directory(run.path(name), parents=False)  # says that a file is there
    return missing[::-1]
