"""Functions as they were written: the interpreter knows them as `rewrite` has made them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.host.activity import Running
from app.host.bash.builtins import builtin
from app.host.bash.interpreter import Context, printed_function
from app.host.bash.rewrite import Definition

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

MOST = 8  # definitions of one name that are remembered
VARIABLE = "BASH_FUNC_{}%%"  # what an exported function is in the environment
PRINTED = re.compile(r"^(?P<name>\S+) \(\) *\n\{ *\n.*?^\}$", re.M | re.S)
INDENT = re.compile(r"^(?:    )+", re.M)


class Definitions:
    """The functions that one shell, or those it came from, has defined; only where the two texts differ."""

    def __init__(self, known: Iterable[Definition] = ()) -> None:
        self.known = list(known)

    def add(self, found: Iterable[Definition]) -> None:
        """Remember some."""
        for one in found:
            same = [old for old in self.known if old.name == one.name]
            if one in same:
                continue
            if len(same) >= MOST:
                self.known.remove(same[0])
            self.known.append(one)

    async def as_written(self, printed: str) -> str:
        """What `declare -f` prints of functions, with what was written in them."""
        out, at = [], 0
        for found in PRINTED.finditer(printed):
            out += [printed[at : found.start()], await self._one(found["name"], found[0])]
            at = found.end()
        return "".join([*out, printed[at:]])

    async def _one(self, name: str, printed: str) -> str:
        for one in reversed(self.known):
            if one.name == name and await printed_function(one.rewritten, name) == printed:
                return await printed_function(one.written, name)
        return printed


@builtin("__functions")
async def _functions(shell: Shell, context: Context, state: Running) -> int:
    """`declare -f NAMES`: what the interpreter prints of all functions comes first."""
    printed, *names = context.argv
    functions = {found["name"]: found[0] for found in PRINTED.finditer(printed)}
    for name in names or functions:
        if name in functions:
            text = await shell.definitions.as_written(functions[name])
            await context.stdout.write(f"{text}\n".encode("utf-8", "surrogateescape"))
    return 0 if all(name in functions for name in names) else 1


@builtin("__exported")
async def _exported(shell: Shell, context: Context, state: Running) -> int:
    """`export -f NAMES`: they go into the environment of what the shell starts."""
    line, printed, *names = context.argv
    functions = {found["name"]: found[0] for found in PRINTED.finditer(printed)}
    kept = names and names[0] != "-n"
    for name in names if kept else names[1:]:
        if not kept:
            shell.exported_functions.pop(VARIABLE.format(name), None)
            continue
        if name not in functions:
            where = f"{shell.label}: " if shell.interactive else f"{shell.label}: line {line}: "
            await context.stderr.write(f"{where}export: {name}: not a function\n".encode())
            return 1
        written = await shell.definitions.as_written(functions[name])
        body = INDENT.sub(" ", written.removeprefix(f"{name} () \n").replace("{ \n", "{ ", 1))
        shell.exported_functions[VARIABLE.format(name)] = f"() {body}"
    return 0


def imported(env: dict[str, str]) -> str:
    """The definitions of the functions that an environment has."""
    start, end = VARIABLE.split("{}")
    found = [(name, value) for name, value in env.items() if name.startswith(start) and name.endswith(end)]
    return "\n".join(f"{name.removeprefix(start).removesuffix(end)} {value}" for name, value in found)
