"""`help`, programs' `--version`, and `enable` as far as it shows builtins. Follows bash builtins/help.def."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.host.activity import Running
from app.host.bash.builtins import builtin, complain
from app.host.bash.help_topics import TOPICS
from app.host.bash.interpreter import Context
from app.host.bash.reserved import SHELL_BUILTINS
from app.host.bash.setting import BASH_VERSION
from app.host.versions import VERSIONS

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

WIDTH = 40  # of one of the list's two columns


@builtin("__help")
async def _help(shell: Shell, context: Context, state: Running) -> int:
    letters = ""
    patterns = list(context.argv)
    while patterns and patterns[0].startswith("-") and len(patterns[0]) > 1:
        option = patterns.pop(0)
        if option == "--":
            break
        if wrong := next((letter for letter in option[1:] if letter not in "dms"), ""):
            await complain(shell, context, f"help: -{wrong}: invalid option")
            await context.stderr.write(b"help: usage: help [-dms] [pattern ...]\n")
            return 2
        letters += option[1:]
    found = [(pattern, list(_matching(pattern))) for pattern in patterns]
    text = "".join(_shown(pattern, names, letters) for pattern, names in found) if patterns else _list()
    await context.stdout.write(text.encode())
    if patterns and not any(names for _, names in found):
        last = patterns[-1]
        where = f"`help help' or `man -k {last}' or `info {last}'"
        return await complain(shell, context, f"help: no help topics match `{last}'.  Try {where}.")
    return 0


def _matching(pattern: str) -> Iterator[str]:
    """Topics that a pattern means: the one of that name, or those that begin with it."""
    if pattern in TOPICS:
        yield pattern
        return
    for name in TOPICS:
        if fnmatch.fnmatchcase(name, pattern) or name.startswith(pattern):
            yield name


def _shown(pattern: str, names: list[str], letters: str) -> str:
    plural = len(names) > 1 or any(char in pattern for char in "*?[")
    head = f"Shell commands matching keyword `{pattern}'\n\n" if names and plural and pattern not in TOPICS else ""
    return head + "".join(_topic(name, letters) for name in names)


def _topic(name: str, letters: str) -> str:
    synopsis, purpose = TOPICS[name]
    if "d" in letters:
        return f"{name} - {purpose}\n"
    if "m" in letters:
        return f"NAME\n    {name} - {purpose}\n\nSYNOPSIS\n    {synopsis}\n\nDESCRIPTION\n    {purpose}\n\n"
    return f"{name}: {synopsis}\n" + ("" if "s" in letters else f"    {purpose}\n")


def _list() -> str:
    """All topics in two columns, cut off with `>`."""
    cells = [f" {synopsis}" for synopsis, _ in TOPICS.values()]
    height = -(-len(cells) // 2)
    rows = [
        (_cut(left).ljust(WIDTH) + _cut(right)).rstrip()
        for left, right in zip(cells[:height], [*cells[height:], ""], strict=False)
    ]
    about = "These are the shell's own commands; `help NAME' tells about one of them.\n\n"
    return f"GNU bash, version {BASH_VERSION} (x86_64-pc-linux-gnu)\n{about}" + "".join(f"{row}\n" for row in rows)


def _cut(cell: str) -> str:
    return cell if len(cell) < WIDTH - 1 else f"{cell[: WIDTH - 2]}>"


@builtin("__version")
async def _version(shell: Shell, context: Context, state: Running) -> int:
    """`--version` of a program of bashkit's."""
    await context.stdout.write(f"{VERSIONS[context.argv[0]]}\n".encode())
    return 0


@builtin("__enable")
async def _enable(shell: Shell, context: Context, state: Running) -> int:
    """The list of builtins; none can be switched off here."""
    names = [argument for argument in context.argv if not argument.startswith("-")]
    if not names:
        shown = "" if context.argv[:1] == ["-n"] else "".join(f"enable {name}\n" for name in sorted(SHELL_BUILTINS))
        await context.stdout.write(shown.encode())
        return 0
    for name in names:
        if name not in SHELL_BUILTINS:
            return await complain(shell, context, f"enable: {name}: not a shell builtin")
    if "-n" in context.argv:
        return await complain(shell, context, "enable: -n: not simulated on this machine")
    return 0
