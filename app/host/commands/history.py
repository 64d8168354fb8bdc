"""history: the lines typed at this terminal."""

from __future__ import annotations

from app.host.invocation import Invocation


async def main(run: Invocation) -> int:
    """Print the lines with their numbers; `-c` forgets them."""
    terminal = run.shell.terminal
    lines = list(terminal.history_lines()) if terminal is not None else []
    arguments = run.args
    if arguments[:1] == ["--help"]:
        await run.stdout.write("history: history [-c] [n]\n    Display or manipulate the history list.\n")
        return 0
    if arguments[:1] == ["-c"]:
        if terminal is not None:
            terminal.clear_history()
        return 0
    if arguments[:1] in (["-a"], ["-r"], ["-w"], ["-n"]):
        return 0
    if arguments and not arguments[0].isdigit():
        where = "bash: history: "
        problem = (
            f"{arguments[0]}: invalid option"
            if arguments[0].startswith("-")
            else f"{arguments[0]}: numeric argument required"
        )
        await run.stderr.write(f"{where}{problem}\n")
        return 2 if arguments[0].startswith("-") else 1
    first = max(0, len(lines) - int(arguments[0])) if arguments else 0
    await run.stdout.write("".join(f"{number:5}  {line}\n" for number, line in enumerate(lines[first:], first + 1)))
    return 0
