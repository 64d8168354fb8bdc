"""chown, chgrp: give files to somebody, as GNU coreutils and busybox do."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from app.host.accounts import group_number, user_number
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("chown", "chgrp")
_OPTIONS = (
    Option("R", "recursive", "", "operate on files and directories recursively"),
    Option("h", "no-dereference", "", "affect symbolic links instead of any referenced file"),
    Option("v", "verbose", "", "output a diagnostic for every file processed"),
    Option("c", "changes", "", "like verbose but report only when a change is made"),
    Option("f", "silent", "", "suppress most error messages"),
    Option("", "reference", "RFILE", "use RFILE's owner and group"),
)
USAGE = Usage("chown [OPTION]... [OWNER][:[GROUP]] FILE...", "Change the owner and/or group of each FILE.", _OPTIONS)
GROUP = Usage("chgrp [OPTION]... GROUP FILE...", "Change the group of each FILE to GROUP.", _OPTIONS)


async def main(run: Invocation) -> int:
    """Change owners."""
    options = await Options.read(run, GROUP if run.name == "chgrp" else USAGE)
    if options is None:
        return 0
    operands, reference = list(options.operands), options.last("reference")
    if not operands:
        return await options.wrong("missing operand")
    if reference:
        wanted: tuple[int | None, int | None] = run.files.owner(run.path(reference))
    else:
        owner = operands.pop(0)
        if not operands:
            return await options.wrong(f"missing operand after ‘{owner}’")
        try:
            wanted = _wanted(run, owner)
        except ValueError as problem:
            return await run.fail(str(problem))
    status = 0
    for name in operands:
        for path in _paths(run, name, recursive="recursive" in options):
            status = max(status, await _give(run, options, path, wanted))
    return status


def _wanted(run: Invocation, text: str) -> tuple[int | None, int | None]:
    """User and group of `user:group`, `user`, `:group`; ValueError tells which is unknown."""
    user, colon, group = ("", ":", text) if run.name == "chgrp" else text.replace(".", ":").partition(":")
    uid = user_number(run.files, user) if user else None
    if user and uid is None:
        raise ValueError(f"unknown user {user}" if run.host.ash else f"invalid user: ‘{text}’")
    gid = group_number(run.files, group) if colon and group else None
    if group and gid is None:
        raise ValueError(f"unknown group {group}" if run.host.ash else f"invalid group: ‘{text}’")
    return uid, gid


def _paths(run: Invocation, name: str, *, recursive: bool) -> Iterator[str]:
    """The names to change: what is in a directory first, as GNU does."""
    full = run.path(name)
    if recursive and run.files.kind_of(full) == "directory":
        try:
            inside = run.files.list_directory(full)
        except OSError:
            inside = []
        for one in inside:
            if run.files.stat(posixpath.join(full, one), follow=False).kind != "symlink":
                yield from _paths(run, posixpath.join(name, one), recursive=True)
    yield name


async def _give(run: Invocation, options: Options, name: str, wanted: tuple[int | None, int | None]) -> int:
    files, full = run.files, run.path(name)
    quiet = "silent" in options
    try:
        before = files.owner(full)
        files.stat(full)
    except OSError as error:
        text = f"{run.name}: {name}: {error.strerror}\n" if run.host.ash else (
            f"{run.name}: cannot access '{name}': {error.strerror}\n")  # fmt: skip
        await run.stderr.write("" if quiet else text)
        return 1
    uid, gid = (new if new is not None else old for new, old in zip(wanted, before, strict=True))
    try:
        files.chown(full, uid, gid)
    except OSError as error:
        what = "group" if run.name == "chgrp" else "ownership"
        text = f"{name}: {error.strerror}" if run.host.ash else f"changing {what} of '{name}': {error.strerror}"
        await run.stderr.write("" if quiet else f"{run.name}: {text}\n")
        return 1
    if "verbose" in options or ("changes" in options and before != (uid, gid)):
        old, new = f"{before[0]}:{before[1]}", f"{uid}:{gid}"
        changed = f"changed ownership of '{name}' from {old} to {new}\n"
        await run.stdout.write(changed if old != new else f"ownership of '{name}' retained as {new}\n")
    return 0
