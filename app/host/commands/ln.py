"""ln: links.

Follows GNU coreutils src/ln.c: do_link; busybox coreutils/ln.c.
Known difference: a hard link is a copy, for no file has two names here.
"""

from __future__ import annotations

import posixpath

from app.host.answers import agreed
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.transfer import RefusedError, destinations, kind, refuse

USAGE = Usage(
    "ln [OPTION]... [-T] TARGET LINK_NAME",
    "Create hard links by default, symbolic links with --symbolic.",
    (
        Option("b", "backup", "", "make a backup of each existing destination file"),
        Option("f", "force", "", "remove existing destination files"),
        Option("i", "interactive", "", "prompt whether to remove destinations"),
        Option("n", "no-dereference", "", "treat LINK_NAME as a normal file if it is a symbolic link to a directory"),
        Option("r", "relative", "", "with -s, create links relative to link location"),
        Option("s", "symbolic", "", "make symbolic links instead of hard links"),
        Option("t", "target-directory", "DIRECTORY", "specify the DIRECTORY in which to create the links"),
        Option("T", "no-target-directory", "", "treat LINK_NAME as a normal file always"),
        Option("v", "verbose", "", "print name of each linked file"),
    ),
)


async def main(run: Invocation) -> int:
    """Link."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    operands = options.operands
    if len(operands) == 1 and "target-directory" not in options:
        operands.append(".")
    if len(operands) == 2 and "no-dereference" in options and kind(run, operands[1]) == "symlink":
        options.values.setdefault("no-target-directory", [""])
    status = 0
    try:
        for target, link in destinations(run, options):
            try:
                await _link(run, options, target, link)
            except RefusedError as error:
                status = await refuse(run, error)
    except RefusedError as error:
        return await refuse(run, error)
    return status


async def _link(run: Invocation, options: Options, target: str, link: str) -> None:
    symbolic = "symbolic" in options
    if not symbolic:
        if not run.kind_of(target):
            raise RefusedError(f"failed to access '{target}': No such file or directory")
        if run.kind_of(target) == "directory":
            raise RefusedError(f"{target}: hard link not allowed for directory")
    if there := kind(run, link):
        if "interactive" in options and not await agreed(run, f"replace '{link}'?"):
            return
        _make_room(run, options, target, link, there)
    text = target
    if symbolic and "relative" in options:
        text = posixpath.relpath(run.path(target), posixpath.dirname(run.path(link)))
    try:
        if run.kind_of(posixpath.dirname(run.path(link))) != "directory":
            raise FileNotFoundError(2, "No such file or directory", link)
        if symbolic:
            run.files.symlink(text, run.path(link))
        else:
            found = run.stat(target)
            run.write_file(link, run.read_file(target))
            run.files.chmod(run.path(link), found.mode & 0o7777)
    except OSError as error:
        raise RefusedError(_failed(run, target, link, symbolic, error.strerror or "")) from None
    if "verbose" in options:
        await run.stdout.write(f"'{link}' {'->' if symbolic else '=>'} '{text}'\n")


def _make_room(run: Invocation, options: Options, target: str, link: str, there: str) -> None:
    """What has the link's name goes away, if it may."""
    if there != "directory" and "backup" in options:
        run.files.rename(run.path(link), run.path(link + "~"))
    elif there != "directory" and {"interactive", "force"} & set(options.values):
        run.remove_file(link)
    else:
        raise RefusedError(_failed(run, target, link, "symbolic" in options, "File exists"))


def _failed(run: Invocation, target: str, link: str, symbolic: bool, why: str) -> str:
    if run.host.ash:
        return f"{link}: {why}"
    if symbolic:
        return f"failed to create symbolic link '{link}': {why}"
    more = "" if why == "File exists" else f" => '{target}'"
    return f"failed to create hard link '{link}'{more}: {why}"
