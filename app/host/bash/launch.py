"""Starting programs by name or path; `bash` and `sh` with their options, scripts and nested prompts."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.host.activity import Running
from app.host.bash.interpreter import Writer
from app.host.bash.live_script import run_live
from app.host.bash.quoting import quote
from app.host.bash.readers import READERS
from app.host.bash.setting import BASH_VERSION
from app.host.bash.shell import Shell
from app.host.busybox_texts import Rewording
from app.host.processes import Process
from app.host.program_options import refusal
from app.host.spec import Ran
from app.host.streams import Collected, Input, Output, Source

if TYPE_CHECKING:
    from app.host.host import Host

VERSION = (
    f"GNU bash, version {BASH_VERSION} (x86_64-pc-linux-gnu)\n"
    "Copyright (C) 2022 Free Software Foundation, Inc.\n"
    "License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>\n\n"
    "This is free software; you are free to change and redistribute it.\n"
    "There is NO WARRANTY, to the extent permitted by law.\n"
)
SHELLS = ("bash", "sh", "dash", "ash")
NO_PROCESS = 254  # bash's status when it cannot fork
LETTERS = "abefhkmnptuvxBCEHPT"
LONG = {"--norc", "--noprofile", "--posix", "--login", "--noediting"}


@dataclass
class Options:
    """A shell's command line, read."""

    command: bool = False
    interactive: bool = False
    login: bool = False
    stdin: bool = False
    version: bool = False
    set: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    wrong: str = ""


def read_options(arguments: Sequence[str]) -> Options:
    """Options as bash takes them; `wrong` is the first it does not know."""
    found, rest = Options(), list(arguments)
    while rest and rest[0][:1] in ("-", "+") and rest[0] not in ("-", "+"):
        option = rest.pop(0)
        if option == "--":
            break
        if option == "--version":
            found.version = True
        elif option.startswith("--"):
            if option not in LONG:
                found.wrong = option
            found.login |= option == "--login"
        else:
            _letters(found, option, rest)
    if rest[:1] == ["-"]:
        rest.pop(0)
    found.rest = rest
    return found


def _letters(found: Options, option: str, rest: list[str]) -> None:
    sign = option[0]
    for letter in option[1:]:
        if letter == "c":
            found.command = True
        elif letter == "i":
            found.interactive = True
        elif letter == "l":
            found.login = True
        elif letter == "s":
            found.stdin = True
        elif letter in "oO":
            value = rest.pop(0) if rest else ""
            found.set.append(f"set {sign}o {quote(value)}" if letter == "o" else f"shopt -s {quote(value)}")
        elif letter in LETTERS:
            found.set.append(f"set {sign}{letter}")
        else:
            found.wrong = f"-{letter}"


async def start_program(
    shell: Shell, argv: Sequence[str], *, env: dict[str, str], cwd: str, source: Source, stdout: Writer, stderr: Writer,
    streams: str, parent: Process, line: int = 1,
) -> int:  # fmt: skip
    """Run a program: a path, a shell, one of our commands or one of bashkit's; 126 and 127 as bash gives them."""
    try:
        argv = resolve(shell, list(argv), cwd)
    except _RefusedError as error:
        where = f"{shell.label}: " if shell.interactive else f"{shell.label}: line {line}: "
        await stderr.write(f"{where}{argv[0]}: {error.text}\n".encode())
        return error.status
    if argv[0] in shell.host.hidden or (argv[0] == "ash" and not shell.host.ash):
        await stderr.write(f"{shell.label}: {argv[0]}: command not found\n".encode())
        return 127
    streams = "i" + streams.replace("i", "")
    if shell.host.ash:
        stderr = Rewording(stderr)
    start = run_shell if argv[0] in SHELLS else _own if argv[0] in shell.host.commands else _bashkit
    try:
        return await start(
            shell, argv, env=env, cwd=cwd, source=source, stdout=stdout, stderr=stderr, streams=streams, parent=parent
        )
    except BlockingIOError as full:
        await stderr.write(f"{shell.label}: fork: {full.strerror}\n".encode())
        return NO_PROCESS


class _RefusedError(Exception):
    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.text, self.status = text, status


def resolve(shell: Shell, argv: list[str], cwd: str) -> list[str]:
    """The program behind a name or path and its arguments, interpreters of scripts in front."""
    host, name = shell.host, argv[0]
    if "/" not in name:
        return argv
    path = posixpath.normpath(posixpath.join(cwd, name))
    kind = host.files.kind_of(path)
    if not kind:
        raise _RefusedError("No such file or directory", 127)
    if kind == "directory":
        raise _RefusedError("Is a directory", 126)
    if not host.files.stat(path).mode & 0o111:
        raise _RefusedError("Permission denied", 126)
    if (program := host.program_of(path)) is not None:
        return [program, *argv[1:]]
    interpreter = shebang(host.files.read_file(path)) or ["bash"]
    if interpreter[0] not in SHELLS and "/" in interpreter[0]:
        program = host.program_of(interpreter[0])
        if program is None:
            raise _RefusedError("cannot execute: required file not found", 127)
        interpreter[0] = program
    return [*interpreter, name, *argv[1:]]


async def _own(
    shell: Shell, argv: Sequence[str], *, env: dict[str, str], cwd: str, source: Source, stdout: Writer, stderr: Writer,
    streams: str, parent: Process,
) -> int:  # fmt: skip
    """One of our commands, without an interpreter around it."""
    state = Running()
    run = shell.host.activity.begin()
    run.enter(state)
    try:
        return await shell.host.perform(
            shell, argv, env, cwd, Input(None, source, state), Output(stdout, state, isatty="o" in streams),
            Output(stderr, state, isatty="e" in streams), state, parent=parent,
        )  # fmt: skip
    finally:
        shell.host.activity.end(run)


async def _bashkit(
    shell: Shell, argv: Sequence[str], *, env: dict[str, str], cwd: str, source: Source, stdout: Writer, stderr: Writer,
    streams: str, parent: Process,
) -> int:  # fmt: skip
    """A program that bashkit has (or nobody): run by an interpreter of its own."""
    host = shell.host
    if (wrong := refusal(argv)) is not None:
        await stderr.write(wrong[1].encode("utf-8", "surrogateescape"))
        return wrong[0]
    process = host.processes.start(argv, parent=parent.pid, terminal=parent.terminal)
    child = Shell(
        host, process, cwd=cwd, env=env, source=source, terminal=shell.terminal, streams=streams, label=shell.label
    )
    process.signal = child.end
    try:
        await child.prepare()
        # Left plain, so that a program that reads its standard input is seen to be one.
        first = argv[0] if argv[0] in READERS else quote(argv[0])
        script = " ".join([first, *map(shlex.quote, argv[1:])])
        return await child.run(script, stdout=stdout, stderr=stderr)
    finally:
        host.processes.end(process)


def shebang(data: bytes) -> list[str] | None:
    """The interpreter of a script and its argument; None without `#!`."""
    if not data.startswith(b"#!"):
        return None
    words = data[2:].split(b"\n", 1)[0].decode("utf-8", "replace").split()
    if words and posixpath.basename(words[0]) == "env":
        words = [word for word in words[1:] if not word.startswith("-")]
    elif words and posixpath.basename(words[0]) in SHELLS:
        words[0] = posixpath.basename(words[0])
    return words or None


async def run_shell(
    shell: Shell, argv: Sequence[str], *, env: dict[str, str], cwd: str, source: Source, stdout: Writer, stderr: Writer,
    streams: str, parent: Process,
) -> int:  # fmt: skip
    """Run `bash ...` or `sh ...` as a process of its own."""
    host, name = shell.host, argv[0]
    options = read_options(argv[1:])
    if options.version:
        await stdout.write(VERSION.encode())
        return 0
    if options.wrong:
        await stderr.write(f"{name}: {options.wrong}: invalid option\n".encode())
        return 2
    if options.command and not options.rest:
        await stderr.write(f"{name}: -c: option requires an argument\n".encode())
        return 2
    zero, arguments, text = name, options.rest, ""
    if options.command:
        text, zero, arguments = options.rest[0], (options.rest[1:2] or [name])[0], options.rest[2:]
    elif options.rest and not options.stdin:
        zero, arguments = options.rest[0], options.rest[1:]
        if (problem := _unreadable(host.files.kind_of(posixpath.join(cwd, zero)), name, zero)) is not None:
            await stderr.write(problem[0].encode())
            return problem[1]
        text = host.files.read_file(posixpath.join(cwd, zero)).decode("utf-8", "surrogateescape")
    alone = not options.command and not options.rest
    prompt = alone and shell.terminal is not None and (source.isatty or options.interactive)
    own = shell.process if shell.background and shell.process.argv == tuple(argv) else None  # `bash ... &` itself
    process = own or host.processes.start(argv, parent=parent.pid, terminal=parent.terminal)
    child = Shell(
        host, process, name=zero, interactive=prompt, dash=name != "bash", terminal=shell.terminal, cwd=cwd, env=env,
        source=source, streams=streams, label=zero,
    )  # fmt: skip
    child.job_output, child.is_command = (stdout, stderr), options.command
    child.options = "".join(f"{line}; " for line in options.set)
    process.signal = child.end
    try:
        await child.prepare()
        if prompt and shell.terminal is not None:
            return await shell.terminal.nested(child)
        if alone or options.stdin:
            return await run_live(child, source, stdout, stderr, arguments)
        return await child.run(text, stdout=stdout, stderr=stderr, arguments=arguments)
    finally:
        if own is None:
            host.processes.end(process)


def _unreadable(kind: str, shell: str, script: str) -> tuple[str, int] | None:
    """What a shell says of a script file that it cannot read."""
    if kind == "file":
        return None
    if shell != "bash":
        return f"{shell}: 0: cannot open {script}: No such file\n", 2
    if kind == "directory":
        return f"bash: {script}: Is a directory\n", 126
    return f"bash: {script}: No such file or directory\n", 127


async def run_script(
    host: Host, text: str, *, cwd: str | None = None, env: Mapping[str, str] | None = None, file: str = ""
) -> Ran:
    """A fresh `bash -c text` with empty input, or `bash file`, as if the text stood there; what it leaves in the
    background lives on.
    """
    process = host.processes.start(("bash", file) if file else ("bash", "-c", text), parent=1)
    shell = Shell(
        host, process, name=file or "bash", cwd=cwd or host.spec.home, env={**host.environment(), **(env or {})}
    )
    process.signal = shell.end
    output, errors = Collected(), Collected()
    shell.job_output = (output, errors)
    shell.is_command = not file
    try:
        await shell.prepare()
        status = await shell.run(text, stdout=output, stderr=errors)
    finally:
        host.processes.end(process)
    return Ran(status, bytes(output.data), bytes(errors.data))
