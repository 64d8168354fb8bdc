"""env: the environment, or a program in another one. Follows coreutils src/env.c."""

from __future__ import annotations

import re
import shlex

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage, WrongUsageError

USAGE = Usage(
    "env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
    "Run COMMAND with these variables in its environment; without one, show the environment.",
    (
        Option("i", "ignore-environment", "", "begin with no variables at all"),
        Option("0", "null", "", "end each line with NUL instead of a newline"),
        Option("u", "unset", "NAME", "leave this variable out"),
        Option("C", "chdir", "DIR", "run COMMAND in this directory"),
        Option("S", "split-string", "S", "take the words of S as arguments, as a script's first line needs it"),
        Option("v", "debug", "", "say what is done"),
    ),
    status=125,
    intermixed=False,
)
_FAILED = 125  # before the program could be started
_VARIABLE = re.compile(r"\$(?:\{(\w+)\})?")


async def main(run: Invocation) -> int:
    """Show variables, or run a program with others."""
    try:
        run.argv = [run.argv[0], *_split(run)]
    except ValueError as wrong:
        return await run.fail(str(wrong), _FAILED)
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    words = options.operands
    environment = dict(run.env)
    if "ignore-environment" in options or words[:1] == ["-"]:
        environment, words = {}, words[words[:1] == ["-"] :]
    told = []
    for name in options.all("unset"):
        if not name or "=" in name:
            return await run.fail(f"cannot unset ‘{name}’: Invalid argument", _FAILED)
        environment.pop(name, None)
        told.append(f"unset:    {name}")
    while words and "=" in words[0]:
        name, _, value = words[0].partition("=")
        environment[name] = value
        told.append(f"setenv:   {words[0]}")
        words = words[1:]
    if not words:
        return await _show(run, options, environment)
    if "null" in options:
        raise WrongUsageError("cannot specify --null (-0) with command", _FAILED)
    told += [f"executing: {words[0]}", *(f"   arg[{index}]= ‘{word}’" for index, word in enumerate(words))]
    if "debug" in options:
        await run.stderr.write("".join(f"{line}\n" for line in told))
    return await _start(run, options, words, environment)


def _split(run: Invocation) -> list[str]:
    """The arguments with those in the string of the first `-S` set free; ValueError when it cannot be read."""
    for index, word in enumerate(run.args):
        if not word.startswith("-") or word in {"-", "--"}:
            break
        letters = re.fullmatch(r"-[i0v]*S(.*)|--split-string=(.*)", word, re.S)
        if letters is None:
            continue
        text, rest = letters[1] or letters[2] or "", run.args[index + 1 :]
        if letters[2] is None and not letters[1]:
            if not rest:
                raise WrongUsageError("option requires an argument -- 'S'", _FAILED)
            text, rest = rest[0], rest[1:]
        before = [word.partition("S")[0]] if letters[2] is None and word[1] != "S" else []
        return [*run.args[:index], *before, *_words(run, text), *rest]
    return list(run.args)


def _words(run: Invocation, text: str) -> list[str]:
    if bare := next((match for match in _VARIABLE.finditer(text) if match[1] is None), None):
        raise ValueError(f"only ${{VARNAME}} expansion is supported, error at: {text[bare.start() :]}")
    try:
        return shlex.split(_VARIABLE.sub(lambda match: run.env.get(match[1], ""), text), comments=True)
    except ValueError:
        raise ValueError("no terminating quote in -S string") from None


async def _show(run: Invocation, options: Options, environment: dict[str, str]) -> int:
    if "chdir" in options:
        raise WrongUsageError("must specify command with --chdir (-C)", _FAILED)
    end = "\0" if "null" in options else "\n"
    await run.stdout.write("".join(f"{name}={value}{end}" for name, value in environment.items()))
    return 0


async def _start(run: Invocation, options: Options, words: list[str], environment: dict[str, str]) -> int:
    directory = options.last("chdir")
    if directory and run.files.kind_of(run.path(directory)) != "directory":
        return await run.fail(f"cannot change directory to '{directory}': No such file or directory", _FAILED)
    run.cwd = run.path(directory) if directory else run.cwd
    if run.host.which(words[0], environment.get("PATH"), run.cwd) is None:
        denied = "/" in words[0] and run.files.exists(run.path(words[0]))
        why = "Permission denied" if denied else "No such file or directory"
        return await run.fail(f"‘{words[0]}’: {why}", 126 if denied else 127)
    return await run.spawn(words, env=environment)
