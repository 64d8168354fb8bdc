"""The streams of a command in a script: past the interpreter where they are the shell's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.host.activity import Running
from app.host.bash.interpreter import Context, Writer
from app.host.bash.setting import ELSEWHERE, LAST_JOB, STREAMS
from app.host.streams import Input, Output

if TYPE_CHECKING:
    from app.host.bash.shell import Shell


def environment(shell: Shell, context: Context) -> dict[str, str]:
    """A command's environment, in an order: what the shell began with, then the rest. The interpreter keeps none."""
    begun = [name for name in shell.given if name in context.env]
    return {name: context.env[name] for name in (*begun, *sorted(context.env.keys() - shell.given.keys()))}


def streams_of(
    shell: Shell, context: Context, env: dict[str, str], state: Running
) -> tuple[Input, Output, Output]:  # fmt: skip
    """A command's three streams; takes what only we know out of `env`, its environment."""
    env.pop(LAST_JOB, None)
    env.update(shell.exported_functions)
    lost, told = env.pop(ELSEWHERE, ""), env.pop(STREAMS, "") or "---"
    read, out, err = ("-" if letter in lost else letter for letter in told)
    state.piped = out == "-"
    stdin = Input(context.stdin, shell.source if read == "i" else None, state)
    return stdin, _output(shell, out, context.stdout, state), _output(shell, err, context.stderr, state)


def _output(shell: Shell, letter: str, otherwise: Writer, state: Running) -> Output:
    if letter == "-" or shell.delivery is None:
        return Output(otherwise, state, isatty=False)
    return Output(shell.delivery.writer(letter), state, isatty=letter in shell.streams)


class Builtin:
    """What a builtin of ours gets: a context whose streams are the right ones."""

    def __init__(self, shell: Shell, context: Context, state: Running) -> None:
        self.name, self.argv, self.cwd, self.stdin = context.name, context.argv, context.cwd, context.stdin
        self.env = environment(shell, context)
        self.stdout: Writer
        self.stderr: Writer
        _, self.stdout, self.stderr = streams_of(shell, context, self.env, state)
