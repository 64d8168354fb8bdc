"""env and printenv of a container: variables in the order in which they were set.

Follows coreutils src/env.c, src/printenv.c.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import WrongUsageError

NAMES = ("env", "printenv")


async def main(run: Invocation) -> int:
    """Show variables, or run a program with others."""
    return await (_printenv(run) if run.name == "printenv" else _env(run))


async def _printenv(run: Invocation) -> int:
    end, names = "\n", [*run.args]
    if names[:1] in (["-0"], ["--null"]):
        end = "\0"
        names.pop(0)
    if not names:
        await _show(run, run.env, end)
        return 0
    status = 0
    for name in names:
        if name in run.env:
            await run.stdout.write(f"{run.env[name]}{end}")
        else:
            status = 1
    return status


async def _env(run: Invocation) -> int:
    words, found, end = [*run.args], {name: text for name, text in run.env.items() if name != "_"}, "\n"
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word in {"-i", "-", "--ignore-environment"}:
            found = {}
        elif word in {"-u", "--unset"} and words:
            found.pop(words.pop(0), None)
        elif word.startswith("--unset="):
            found.pop(word[8:], None)
        elif word in {"-0", "--null"}:
            end = "\0"
        elif word == "--help":
            await run.stdout.write("Usage: env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]\n")
            return 0
        elif word == "--":
            break
        else:
            long = word.startswith("--")
            what = f"unrecognized option '{word}'" if long else f"invalid option -- '{word[1:2]}'"
            raise WrongUsageError(what, 125)
    while words and "=" in words[0]:
        name, _, text = words.pop(0).partition("=")
        found[name] = text
    if not words:
        await _show(run, found, end)
        return 0
    if run.host.which(words[0], found.get("PATH"), run.cwd) is None:
        return await run.fail(f"‘{words[0]}’: No such file or directory", 127)
    return await run.spawn(words, env=found)


async def _show(run: Invocation, found: object, end: str) -> None:
    assert hasattr(found, "items")
    await run.stdout.write("".join(f"{name}={text}{end}" for name, text in found.items()))
