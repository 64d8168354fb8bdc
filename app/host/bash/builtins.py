"""Builtins that bashkit cannot have: processes, the terminal, and the internal ones that `rewrite` calls."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.host.activity import PIPE, Running
from app.host.bash.command_streams import environment, streams_of
from app.host.bash.delivery import OURS
from app.host.bash.interpreter import Context
from app.host.bash.reserved import RESERVED, SHELL_BUILTINS
from app.host.bash.setting import ENDED, LAST_JOB, TAKEN, UNTOLD
from app.host.streams import CommandSource

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

Builtin = Callable[["Shell", Context, Running], Awaitable[int]]
BUILTINS: dict[str, Builtin] = {}
FLAGS = "abefhikmnprtuvxBCDEHPTs"


class _Hidden:
    """Names of ours that nobody is to see."""

    def __contains__(self, name: object) -> bool:
        return name in (*UNTOLD, TAKEN, ENDED) or (name in BUILTINS and str(name).startswith("__"))


HIDDEN = _Hidden()


def builtin(name: str) -> Callable[[Builtin], Builtin]:
    """Register a builtin."""

    def register(function: Builtin) -> Builtin:
        BUILTINS[name] = function
        return function

    return register


async def complain(shell: Shell, context: Context, text: str, status: int = 1) -> int:
    """A builtin's message, in the shell's way."""
    where = f"{shell.label}: " if shell.interactive else f"{shell.label}: line 1: "
    await context.stderr.write(f"{where}{text}\n".encode())
    return status


# -- what `rewrite` puts into scripts


@builtin("__background")
async def _background(shell: Shell, context: Context, state: Running) -> int:
    text, options, variables, *arguments = context.argv
    env = {key: value for key, value in context.env.items() if key not in (LAST_JOB, *UNTOLD)}
    try:
        pid = await shell.start_background(text, options, variables, arguments, context.cwd, env)
    except OSError as error:
        return await complain(shell, context, f"fork: {error.strerror}", 254)
    await context.stdout.write(str(pid).encode())
    return 0


@builtin("__exec")
async def _exec(shell: Shell, context: Context, state: Running) -> int:
    line, *argv = context.argv
    env = environment(shell, context)
    stdin, stdout, stderr = streams_of(shell, context, env, state)
    tty = {"i": stdin.isatty, "o": stdout.isatty, "e": stderr.isatty}
    state.waits_for = "child"
    return await shell.spawn(
        argv, env=env, cwd=context.cwd, source=CommandSource(stdin), stdout=stdout, stderr=stderr,
        streams="".join(filter(tty.get, tty)), parent=shell.process, line=int(line),
    )  # fmt: skip


@builtin("__cat")
async def _cat(shell: Shell, context: Context, state: Running) -> int:
    """Our `cat` where bashkit's would show what it reads only at the end."""
    env = environment(shell, context)
    stdin, stdout, stderr = streams_of(shell, context, env, state)
    state.waits_for = "network"
    return await shell.host.perform(
        shell, ["cat", *context.argv], env, context.cwd, stdin, stdout, stderr, state, parent=shell.process
    )


@builtin("__prompt")
async def _prompt(shell: Shell, context: Context, state: Running) -> int:
    status, cwd, options, *pipe_status = context.argv
    shell.prompted(int(status), cwd, options, pipe_status)
    return int(status)


@builtin("__merge")
async def _merge(shell: Shell, context: Context, state: Running) -> int:
    shell.merged = True
    return 0


@builtin("__traced")
async def _traced(shell: Shell, context: Context, state: Running) -> int:
    """Stands for a compound command in the trace of `set -x`."""
    return 0


@builtin("__status")
async def _status(shell: Shell, context: Context, state: Running) -> int:
    return int(context.argv[0])


@builtin("__flags")
async def _flags(shell: Shell, context: Context, state: Running) -> int:
    """`$-` of an interactive shell, in bash's order."""
    letters = {*context.argv[0], *"imHs"} - {"c"}
    await context.stdout.write("".join(letter for letter in FLAGS if letter in letters).encode())
    return 0


@builtin("__nameless")
async def _nameless(shell: Shell, context: Context, state: Running) -> int:
    """A command whose name is empty."""
    return await complain(shell, context, ": command not found", 127)


@builtin("__logout")
async def _logout(shell: Shell, context: Context, state: Running) -> int:
    """Whether `logout` may leave this shell."""
    if shell.login or shell.process.argv[0].startswith("-"):
        return 0
    return await complain(shell, context, "logout: not login shell: use `exit'")


@builtin("__public")
async def _public(shell: Shell, context: Context, state: Running) -> int:
    """What `compgen` and `set` print, without names that only we know."""
    read = b""
    while (data := await context.stdin.read_chunk()) is not None:
        read += data
    text = OURS.sub("", read.decode("utf-8", "surrogateescape"))
    lines = [line for line in text.splitlines(keepends=True) if line.strip() not in HIDDEN]
    await context.stdout.write("".join(lines).encode("utf-8", "surrogateescape"))
    return 0 if lines else 1


@builtin("__seconds")
async def _seconds(shell: Shell, context: Context, state: Running) -> int:
    await context.stdout.write(f"{int(shell.host.clock.now - shell.started)}".encode())
    return 0


@builtin("__since")
async def _since(shell: Shell, context: Context, state: Running) -> int:
    """`SECONDS` was set."""
    value = context.argv[0]
    shell.started = shell.host.clock.now - (int(value) if re.fullmatch(r"-?\d+", value) else 0)
    return 0


@builtin("__coproc")
async def _coproc(shell: Shell, context: Context, state: Running) -> int:
    where = f"{shell.label}: " if shell.interactive else f"{shell.label}: line {context.argv[0]}: "
    await context.stderr.write(f"{where}coproc: not simulated on this machine\n".encode())
    return 1


@builtin("__history")
async def _history(shell: Shell, context: Context, state: Running) -> int:
    """The lines typed at this terminal; bashkit has a list of its own, of what its interpreter was given."""
    terminal, arguments = shell.terminal, context.argv
    lines = list(terminal.history_lines()) if terminal is not None else []
    if arguments[:1] == ["--help"]:
        await context.stdout.write(b"history: history [-c] [n]\n    Display or manipulate the history list.\n")
        return 0
    if arguments[:1] == ["-c"] and terminal is not None:
        terminal.clear_history()
    if arguments[:1] in (["-a"], ["-r"], ["-w"], ["-n"], ["-c"]):
        return 0
    if arguments and not arguments[0].isdigit():
        flag = arguments[0].startswith("-")
        problem = "invalid option" if flag else "numeric argument required"
        return await complain(shell, context, f"history: {arguments[0]}: {problem}", 2 if flag else 1)
    first = max(0, len(lines) - int(arguments[0])) if arguments else 0
    text = "".join(f"{number:5}  {line}\n" for number, line in enumerate(lines[first:], first + 1))
    await context.stdout.write(text.encode())
    return 0


@builtin("__time")
async def _time(shell: Shell, context: Context, state: Running) -> int:
    now = shell.host.clock.now
    if context.argv[0] == "nothing":
        await context.stderr.write(b"\nreal\t0m0.000s\nuser\t0m0.000s\nsys\t0m0.000s\n")
        return 0
    if context.argv[0] == "start":
        shell.timers.append(-now if "-p" in context.argv else now)
        return 0
    began = shell.timers.pop() if shell.timers else now
    real = max(0.0, now - abs(began)) + 0.003
    if began < 0:
        text = f"real {real:.2f}\nuser 0.00\nsys 0.00\n"
    else:
        text = f"\nreal\t{int(real // 60)}m{real % 60:.3f}s\nuser\t0m0.002s\nsys\t0m0.001s\n"
    await context.stderr.write(text.encode())
    return int(context.argv[1])


@builtin("__input")
async def _input(shell: Shell, context: Context, state: Running) -> int:
    """Everything that is typed until Ctrl-D (or so many lines), for a program that reads a pipe."""
    left = int(context.argv[0]) if context.argv else -1
    while left:
        state.waits_for = "input"
        data = await shell.source.read()
        if not data:
            return 0
        state.waits_for = PIPE
        await context.stdout.write(data)
        left = max(0, left - data.count(b"\n")) if left > 0 else left
    return 0


@builtin("__type")
async def _type(shell: Shell, context: Context, state: Running) -> int:
    aliases, functions, *names = context.argv
    kind = bool(names and names[0] == "-t")
    everything = bool(names and names[0] == "-a")
    path = bool(names and names[0] in ("-p", "-P"))
    status = 0
    for name in [name for name in names if not name.startswith("-")]:
        found = list(_meanings(shell, name, aliases, functions, context.env.get("PATH")))
        if path:
            found = [item for item in found if item[0] == "file"]
        if not found:
            status = 1
            if not kind and not path:
                await complain(shell, context, f"type: {name}: not found")
        for word, text, _ in found if everything else found[:1]:
            written = await shell.definitions.as_written(text)
            line = word if kind else text.removeprefix(f"{name} is ") if path else written
            await context.stdout.write(f"{line}\n".encode())
    return status


@builtin("__command")
async def _command(shell: Shell, context: Context, state: Running) -> int:
    aliases, functions, option, *names = context.argv
    status = 1
    for name in names:
        found = next(iter(_meanings(shell, name, aliases, functions, context.env.get("PATH"))), None)
        if found is None:
            if option == "-V":
                await complain(shell, context, f"command: {name}: not found")
            continue
        status = 0
        await context.stdout.write(f"{found[1] if option == '-V' else found[2]}\n".encode())
    return status


def _meanings(
    shell: Shell, name: str, aliases: str, functions: str, path: str | None
) -> list[tuple[str, str, str]]:  # fmt: skip
    """What a command name means, in bash's order: (`type -t`, `type`, `command -v`)."""
    found = []
    if alias := re.search(rf"^alias (?:-- )?{re.escape(name)}='(.*)'$", aliases, re.M):
        found.append(("alias", f"{name} is aliased to `{alias[1]}'", f"alias {name}='{alias[1]}'"))
    if name in RESERVED:
        found.append(("keyword", f"{name} is a shell keyword", name))
    if body := re.search(rf"^{re.escape(name)} \(\) *\n.*?^\}}$", functions, re.M | re.S):
        found.append(("function", f"{name} is a function\n{body[0]}", name))
    if name in SHELL_BUILTINS:
        found.append(("builtin", f"{name} is a shell builtin", name))
    if file := shell.host.which(name, path, shell.cwd):
        found.append(("file", f"{name} is {file}", file))
    return found
