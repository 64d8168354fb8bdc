"""The kubectl program: find the command, parse its flags, run it, tell what went wrong.

Follows github.com/spf13/cobra command.go: Find, stripFlags, SuggestionsFor.
"""

from __future__ import annotations

import contextlib

from app.kubectl import kubeconfig, kuberc, plugins, unsupported
from app.kubectl.call import Call
from app.kubectl.commands import Command, Tree, open_gates, tree
from app.kubectl.completing import candidates
from app.kubectl.completing_arguments import Offer
from app.kubectl.errors import (
    ConnectionFailure,
    ErrorList,
    ExitError,
    Failure,
    FlagError,
    KubectlError,
    PlainError,
    StatusError,
    UsageError,
    explain,
)
from app.kubectl.flags import HelpWanted, Values, parse
from app.kubectl.formats import ordered_json
from app.kubectl.help import help_of, usage_of
from app.kubectl.klog import Klog
from app.kubectl.machine import Machine
from app.kubectl.output.errors import OutputError
from app.kubectl.versions import require_same_version
from app.sim.go_strings import go_list, quote

TO_STDOUT = ("rollout", "kuberc", "certificate")  # their help goes to standard output
DIFF_FAILED = 2  # the least status of a `kubectl diff` that could not compare
SERVERLESS = ("completion", "config", "kuberc", "kustomize", "options", "plugin")  # never ask a server
EXTENDED = "create"  # plugins may be its subcommands
BROKEN_PIPE = 141  # 128 + SIGPIPE, as the shell reports a Go program whose reader has gone


async def main(machine: Machine, release: str = "1.37") -> int:
    """Run kubectl with `machine.argv`; its exit status. `release` is "1.37" or "1.8"."""
    commands = tree(release, open_gates(machine.env))
    command, rest = commands.commands[""], machine.argv[1:]
    try:
        preference = None
        if release != "1.8":
            preference = await kuberc.preferences(machine, rest)
            rest = kuberc.expanded(commands, preference, rest) if preference else rest
        command, rest = find(commands, rest)
        return await _run(machine, commands, command, rest, release, preference)
    except BrokenPipeError:
        return BROKEN_PIPE
    except ExitError as end:
        return end.code
    except (*Failure, OSError, OutputError) as wrong:
        await _debugged(machine, wrong, rest)
        text, status = _told(wrong, command, release)
        with contextlib.suppress(BrokenPipeError):
            await machine.stderr.write(text if text.endswith("\n") else text + "\n")
        return status


async def complete(words: list[str], machine: Machine, release: str = "1.37") -> list[str]:
    """What could stand in the place of the last of the words; `words` begins with the program's name."""
    return [word.partition("\t")[0] for word in (await offer(words, machine, release)).words]


async def offer(words: list[str], machine: Machine, release: str = "1.37") -> Offer:
    """Candidates for the last of the words, each with what it is, and what a shell does besides."""
    commands = tree(release, open_gates(machine.env))
    *typed, half = words[1:] or [""]
    command, before = find(commands, typed)
    try:
        values = _lenient(commands, command, before)
    except FlagError as wrong:
        problem = f"[Error] Error while parsing flags from args {go_list(before)}: {wrong}"
        return Offer(problems=(problem,))
    if not command.path and values.args:
        problem = f"[Error] unable to find a command for arguments: {go_list(before)}"
        return Offer(problems=("Cleared global flags for plugin completion", problem))
    call = Call(machine, commands, command, values, release)
    try:
        return await candidates(commands, command, call, before, half)
    except (*Failure, OSError):
        return Offer()


def _lenient(commands: Tree, command: Command, before: list[str]) -> Values:
    """The flags and arguments typed so far, as far as they parse; FlagError when there is a flag that there is not."""
    flags = commands.flags_of(command)
    for end in range(len(before), -1, -1):
        try:
            return parse(flags, before[:end])
        except FlagError as wrong:
            if str(wrong).startswith("unknown"):
                raise
        except HelpWanted:
            continue
    return Values(flags)


async def _debugged(machine: Machine, wrong: Exception, words: list[str]) -> None:
    """With -v=4 and above, the whole of what the server said."""
    log = Klog(machine, _verbosity(words))
    if isinstance(wrong, ErrorList):
        for each in wrong.errors:
            await _debugged(machine, each, words)
    elif isinstance(wrong, StatusError):
        await log.info(4, "helpers.go:247", f"server response object: {ordered_json(wrong.status)}")
    elif isinstance(wrong, ConnectionFailure):
        text = f"Connection error: {wrong.operation} {wrong.url}: {wrong.why}"
        await log.info(4, "helpers.go:265", text)


def _verbosity(words: list[str]) -> int:
    """The value of `-v` among words of which some may not parse."""
    found = 0
    for word, following in zip(words, [*words, ""][1:], strict=True):
        name, equals, value = word.partition("=")
        text = following if word in ("-v", "--v") else value if equals and name in ("-v", "--v") else word[2:]
        if word.startswith(("-v", "--v")) and text.isdigit():
            found = int(text)
    return found


def _told(wrong: Exception, command: Command, release: str) -> tuple[str, int]:
    if isinstance(wrong, OutputError):
        wrong = KubectlError(str(wrong))
    if isinstance(wrong, OSError):
        wrong = KubectlError(file_error(wrong))
    if release == "1.8" and isinstance(wrong, FlagError):
        return f"Error: {wrong}\n\n\n{usage_of(command)}", wrong.exit
    if release == "1.8" and isinstance(wrong, UsageError):
        return f"error: {wrong}\nSee '{command.full} -h' for help and examples.", wrong.exit
    if command.path == "diff":  # 1 would say that there are differences
        wrong = UsageError(str(wrong)) if isinstance(wrong, FlagError) else wrong
        text, status = explain(wrong, command.full)
        return text, max(status, DIFF_FAILED)
    return explain(wrong, command.full)


def file_error(wrong: OSError) -> str:
    """An OSError as Go words it: `open x: no such file or directory`."""
    verb = "read" if isinstance(wrong, IsADirectoryError) else "open"
    return f"{verb} {wrong.filename}: {(wrong.strerror or '').lower()}"


async def _run(
    machine: Machine,
    commands: Tree,
    command: Command,
    rest: list[str],
    release: str,
    preference: kuberc.Preference | None = None,
) -> int:
    if not command.path and (at := _first_argument(commands, command, rest)) is not None:
        return await _unknown(machine, commands, rest[at:], rest, release)
    if command.path == EXTENDED and rest and release != "1.8":
        plugin = plugins.find(machine, [EXTENDED, *rest], least=2)
        if plugin is not None:
            return await plugins.run(machine, plugin)
    defaults = await kuberc.defaults(machine, commands, preference, command, rest) if preference else []
    try:
        values = parse(commands.flags_of(command), ["--", *rest] if command.raw else rest)
    except HelpWanted:
        await machine.stdout.write(help_of(commands, command, classic=release == "1.8"))
        return 0
    for flag, value in defaults:
        if not values.changed(flag.name):
            values.set(flag, value)
    for text in values.deprecations:
        await machine.stderr.write(text)
    if command.run is None:
        return await _group(machine, commands, command, values.args)
    unsupported.check(command, values)
    missing = [name for name in command.required if not values.changed(name)]
    if missing:
        raise KubectlError("required flag(s) " + ", ".join(quote(name) for name in missing) + " not set")
    call = Call(machine, commands, command, values, release)
    if values.text("output").endswith("=/dev/stdin") or values.text("template") == "/dev/stdin":
        call.standard_input = await machine.stdin.read()
    if values.on("match-server-version") and command.path.partition(" ")[0] not in SERVERLESS:
        await require_same_version(call)
    await _loaded(call)
    await command.run(call)
    if values.on("warnings-as-errors") if "warnings-as-errors" in values else False:
        count = call.client.warnings
        if count:
            raise KubectlError(f"{count} warning{'s' if count > 1 else ''} received")
    return 0


async def _loaded(call: Call) -> None:
    """With -v=6, which files the configuration is from."""
    first = call.command.path.partition(" ")[0]
    reads = first not in SERVERLESS or first == "config"
    if reads and not (first == "version" and call.flags.on("client")) and call.log.enabled(6, "loader.go"):
        for path in kubeconfig.paths(call.machine, call.shared_flags()):
            if call.machine.kind_of(path) == "file":
                await call.log.line("I", "loader.go:408", f"Config loaded from file:  {path}")


async def _group(machine: Machine, commands: Tree, command: Command, args: list[str]) -> int:
    if args and command.path != "certificate":
        message = f"error: unknown command {quote(' '.join(args))}\nSee '{command.full} -h' for help and examples"
        raise PlainError(message)
    if not command.path or command.path in TO_STDOUT:
        await machine.stdout.write(help_of(commands, command))
        return 0 if command.path in ("", "certificate") else 1
    await machine.stderr.write(help_of(commands, command))
    return 1


async def _unknown(machine: Machine, commands: Tree, args: list[str], rest: list[str], release: str) -> int:
    if release != "1.8" and rest[0].startswith("-"):
        raise PlainError(f"Error: flags cannot be placed before plugin name: {rest[0]}")
    plugin = plugins.find(machine, rest)
    if plugin is not None:
        return await plugins.run(machine, plugin)
    message = f'{"Error" if release == "1.8" else "error"}: unknown command {quote(args[0])} for "kubectl"'
    if near := suggestions(commands, args[0]):
        message += "\n\nDid you mean this?\n" + "\n".join(f"\t{name}" for name in near)
    if release == "1.8":
        message += "\n\nRun 'kubectl --help' for usage." if near else "\nRun 'kubectl --help' for usage."
    raise PlainError(message)


def find(commands: Tree, words: list[str]) -> tuple[Command, list[str]]:
    """The command that the words name, and the words without that name."""
    command, rest = commands.commands[""], list(words)
    while True:
        at = _first_argument(commands, command, rest)
        if at is None or (child := commands.child(command, rest[at])) is None:
            return command, rest
        command, rest = child, rest[:at] + rest[at + 1 :]


def _first_argument(commands: Tree, command: Command, words: list[str]) -> int | None:
    """Where the first word stands that is neither a flag nor a flag's value."""
    flags = {flag.name: flag for flag in commands.flags_of(command)}
    shorts = {flag.short: flag for flag in flags.values() if flag.short}
    skip = False
    for at, word in enumerate(words):
        if skip:
            skip = False
        elif word == "--":
            return None
        elif word.startswith("--"):
            flag = flags.get(word[2:])
            skip = "=" not in word and word != "--help" and not (flag and flag.takes_bare)
        elif word.startswith("-") and len(word) > 1:
            flag = shorts.get(word[1])
            skip = len(word) == 2 and word != "-h" and not (flag and flag.takes_bare)
        elif word:
            return at
    return None


def suggestions(commands: Tree, word: str) -> list[str]:
    """Commands that are at most two edits away, or begin with the word."""
    names = [child.name for child in commands.children(commands.commands[""]) if not child.hidden]
    return [name for name in names if distance(word, name) <= 2 or name.startswith(word.lower())]


def distance(first: str, second: str) -> int:
    """Levenshtein's distance, without regard to case."""
    first, second = first.lower(), second.lower()
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(second, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]
