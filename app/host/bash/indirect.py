"""Text that runs commands nobody has seen yet: `eval`, sourced files, names that may be functions.

They are rewritten when they run: `eval WORDS` takes its text from `__evaluated`, `. FILE` reads what `__sourced`
makes of the file. So what stands there is shown while it runs, can start jobs, and names its file in errors.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from app.host.activity import Running
from app.host.bash import texts
from app.host.bash.builtins import builtin
from app.host.bash.interpreter import Context
from app.host.bash.quoting import quote
from app.host.bash.syntax import parse, parse_prefix

if TYPE_CHECKING:
    from app.host.bash.shell import Shell


@builtin("__evaluated")
async def _evaluated(shell: Shell, context: Context, state: Running) -> int:
    """`eval`'s text as the interpreter wants it; the status is the one that the text finds in `$?`."""
    before, *words = context.argv
    if words[:1] == ["--"]:
        words = words[1:]
    elif words[:1] and words[0].startswith("-") and len(words[0]) > 1:
        where = shell.label if shell.interactive else f"{shell.label}: line 1"
        said = f"{where}: eval: {words[0][:2]}: invalid option\neval: usage: eval [arg ...]\n"
        await context.stdout.write(f"__refused 2 {quote(said)}".encode())
        return int(before)
    name = shell.label if shell.interactive else f"{shell.label}: eval"
    await context.stdout.write(prepared(shell, " ".join(words), name))
    return int(before)


@builtin("__sourced")
async def _sourced(shell: Shell, context: Context, state: Running) -> int:
    """What `. FILE` runs."""
    before, line, name = context.argv[:3]
    shell.sourcing.append(shell.label)
    shell.sourced = name
    path = _found(shell, context, name)
    try:
        if shell.host.files.kind_of(path) == "directory":
            name = f".: {name}"
            raise IsADirectoryError(0, "is a directory")
        text = shell.host.files.read_file(path).decode("utf-8", "surrogateescape")
    except OSError as error:
        where = shell.label if shell.interactive else f"{shell.label}: line {line}"
        said = f"{where}: {name}: {error.strerror}\n"
        await context.stdout.write(f"__refused 1 {quote(said)}".encode())
        return int(before)
    if not shell.interactive:
        shell.label = name
    await context.stdout.write(prepared(shell, text, shell.label, name))
    return int(before)


def prepared(shell: Shell, text: str, speaker: str, source: str = "") -> bytes:
    """A text for the interpreter; what is no script is told when what stands before it has run."""
    parsed, error = parse_prefix(text)
    if error is None:
        return shell.rewritten(parsed, source).encode("utf-8", "surrogateescape")
    before = shell.rewritten(parse(text[: parsed.complete_until]), source)
    said = texts.syntax_message(error, text, name=speaker, interactive=shell.interactive, dash=shell.dash)
    return f"{before}\n__refused 2 {quote(said)}".encode("utf-8", "surrogateescape")


def _found(shell: Shell, context: Context, name: str) -> str:
    """The file that a name means: without a slash, one in PATH goes first."""
    files = shell.host.files
    if "/" not in name:
        for folder in context.env.get("PATH", "").split(":"):
            found = posixpath.join(context.cwd, folder, name)
            if folder and files.kind_of(found) == "file":
                return found
    return posixpath.join(context.cwd, name)


@builtin("__refused")
async def _refused(shell: Shell, context: Context, state: Running) -> int:
    status, text, *_ = context.argv
    await context.stderr.write(text.encode("utf-8", "surrogateescape"))
    return int(status)


@builtin("__left")
async def _left(shell: Shell, context: Context, state: Running) -> int:
    """A sourced file is done."""
    if shell.sourcing:
        shell.label = shell.sourcing.pop()
    return int(context.argv[0])


@builtin("__name")
async def _name(shell: Shell, context: Context, state: Running) -> int:
    """A command's name when there is such a command; otherwise what says that there is none.

    Arguments: line, name, `$?` before, and the name again when it is a function.
    """
    line, name, before, *function = context.argv
    known = any(function) or shell.host.which(name, context.env.get("PATH"), context.cwd) is not None
    await context.stdout.write((name if known else f"__missing {line} {name}").encode())
    return int(before)


@builtin("__missing")
async def _missing(shell: Shell, context: Context, state: Running) -> int:
    line, name = context.argv[:2]
    text = f"bash: line {line}: {name}: command not found\n".encode()
    told = texts.corrected(
        text, name=shell.label, interactive=shell.interactive, dash=shell.dash, ash=shell.dash and shell.host.ash
    )
    await context.stderr.write(told)
    return 127


@builtin("__xargs")
async def _xargs(shell: Shell, context: Context, state: Running) -> int:
    """`xargs` failed: bashkit's gives the status of what it ran. Follows findutils xargs.c: wait_for_proc."""
    status, name = int(context.argv[0]), context.argv[1]
    if status == 255:
        await context.stderr.write(f"xargs: {name}: exited with status 255; aborting\n".encode())
        return 124
    if status == 1 and shell.last_error.startswith(b"xargs: "):
        return 1
    return 123 if status < 126 else 125 if 128 < status < 160 else status
