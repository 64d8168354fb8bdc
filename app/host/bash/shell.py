"""A bash process: one bashkit interpreter with everything around it that makes it look like bash on a real machine.

Known differences from bash 5.2 on Ubuntu (each seen by running both):
- programs of bashkit (grep, sed, awk, ...) are no processes: `ps` and `kill` do not know them, and what they print
  must be UTF-8;
- what is printed in a group (loop, function) whose output goes to a file or whose function call is redirected comes
  when it is done;
- in a loop or group behind a pipe, a program that does not ask for standard input gets an empty one; one in a
  function leaves what it reads to what follows the call;
- a function that has the name of one of our commands and reads standard input misses a here-document piped into it;
- a background list inside a command substitution ends with the substitution; `&` inside backticks likewise;
- a trap for EXIT set at a prompt fires after its line; Ctrl-C ends a script without its traps;
- `env -i` leaves HOME to bashkit; an exported function is not in the environment that the exporting shell shows;
- Ctrl-Z holds back what a program shows, not the program; functions nest 16 deep;
- a trap for a signal runs behind the next command of ours, where nothing runs but bashkit's it ends the script;
- `ulimit`, `source /dev/stdin` are what bashkit makes of them; `coproc`, and at a prompt `bind` and `set -o vi`, are
  refused; `fc` only lists; `>(cmd)` runs when it has all;
- `umask` does not reach new files; `mapfile -C`, `local -`, `${a[@]@A}`, `${a[@]@K}` do nothing; `set -u` minds no
  elements of arrays; `[[ -o NAME ]]` always holds; a group's `3>&1 1>&2 2>&3` does not swap its streams;
- `$BASH_COMMAND` is empty; `caller` and messages in functions of `bash -c` name no `environment`; `$BASHPID` is `$$`;
- where bashkit alone finds an error in a script (`[[ a b ]]`), nothing of the script runs, and bash's status is 0;
- bc has no `obase`; `touch -d`, `xargs -L` do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.host import viewed
from app.host.accounts import user_of
from app.host.activity import PIPE, Run, Running
from app.host.bash import (
    background,
    definitions,
    help_builtin,
    indirect,
    job_builtins,
    prompting,
    rewrite,
    sockets,
    texts,
    trapping,
)
from app.host.bash.builtins import BUILTINS
from app.host.bash.command_streams import Builtin, environment, streams_of
from app.host.bash.delivery import Delivery
from app.host.bash.ending import settle
from app.host.bash.execution import interpret
from app.host.bash.interpreter import Context, Interpreter, Writer
from app.host.bash.jobs import Jobs
from app.host.bash.quoting import quote
from app.host.bash.script import IncompleteError, Script, SyntaxNearError
from app.host.bash.setting import FILED, TRACED, UNTOLD, UNTRACED, Setting, setting_of
from app.host.bash.syntax import parse, parse_prefix
from app.host.disk import Tree
from app.host.processes import Process
from app.host.streams import Empty, Source

if TYPE_CHECKING:
    from app.host.device import TerminalDevice
    from app.host.host import Host

REGISTERING = (definitions, help_builtin, indirect, job_builtins, trapping, viewed)  # imported for their builtins
INTERRUPTED = 130
BASHKITS = {"cat"}  # ours goes by another name in scripts, as bashkit's is the better one in places


class Shell:
    """A shell. `interactive` ones keep their state from line to line and speak as at a prompt; others run one script.

    `name` is `$0`; `source` is what programs in it read as standard input; `streams` says which of the three streams
    are the terminal's (of "ioe").
    """

    def __init__(
        self, host: Host, process: Process, *, name: str = "bash", interactive: bool = False, dash: bool = False,
        terminal: TerminalDevice | None = None, cwd: str = "/root", env: Mapping[str, str] | None = None,
        source: Source | None = None, streams: str = "", label: str = "",
    ) -> None:  # fmt: skip
        self.host, self.process, self.name = host, process, name
        self.interactive, self.dash, self.terminal = interactive, dash, terminal
        self.source: Source = source or Empty()
        self.streams = streams
        self.label = label or name  # before its messages
        self.pid = process.pid  # `$$`; a forked shell keeps its parent's
        self.jobs = Jobs()
        self.traps = trapping.Traps()
        self.cwd, self.status = cwd, 0
        self.exited: int | None = None
        self.started = host.clock.now
        self.timers, self.line = list[float](), ""  # of `time`, nested; what is being run
        self.background = False
        self.login = False  # it says `logout` when it ends, not `exit`
        self.is_command = False  # `bash -c`: an expansion error ends it with 127
        self.merged = self.stepwise = False  # `exec 2>&1` was run; the script comes on standard input, part by part
        self.pipe_status: list[str] = []  # of the last line's last pipeline
        self.options = ""  # `set -x` and the like, before the script
        self.job_output: tuple[Writer, Writer] | None = None
        self.delivery: Delivery | None = None  # of what runs
        self._filed = False  # `exec > file` was run
        self._traced = False  # `set -x` was run
        self._functions: set[str] = set()
        self._aliases: dict[str, str] = {}
        self.sockets: dict[str, sockets.Socket] = {}  # connections by descriptor
        self.definitions = definitions.Definitions()
        self.exported_functions: dict[str, str] = {}  # by what they are called in an environment
        self.sourced = ""  # the file that was sourced last
        self.sourcing: list[str] = []  # what the shell called itself before each sourced file it is in
        self.current: Run | None = None  # what runs
        self._to_mount: list[tuple[str, Tree]] = []
        self.signalled = 0  # the signal that ended what ran last
        self.at_prompt = False  # the last line ended by itself
        self.expanded_prompt: str | None = None  # PS1 with what is expanded in it
        self.last_error = b""
        self.given = dict(host.environment() if env is None else env)
        process.enter(self.given, cwd)
        self.interpreter = Interpreter(
            host.files.mounts.root.system, ({*host.commands, *host.hidden} - BASHKITS) | BUILTINS.keys(), self._call,
            user=process.user, hostname=host.spec.name, cwd=cwd,
            env={**self.given, **UNTOLD, "PWD": cwd},
        )  # fmt: skip
        for point, disk in host.files.mounts.points.items():
            self.interpreter.mount(point, disk.system)
        host.shells.add(self)

    # -- running

    def mount(self, path: str, disk: Tree) -> None:
        """See a disk that was mounted on the machine: at once, or with the next line when something runs."""
        if self.running:
            self._to_mount.append((path, disk))
        else:
            self.interpreter.mount(path, disk.system)

    def mount_waiting(self) -> None:
        """See the disks that were mounted while something ran."""
        while self._to_mount:
            point, disk = self._to_mount.pop(0)
            self.interpreter.mount(point, disk.system)

    @property
    def running(self) -> bool:
        """Whether a script runs."""
        return self.current is not None

    async def prepare(self, setup: str = "") -> None:
        """Set up a fresh interpreter: seeded randomness, aliases for interactive shells, a forked shell's state."""
        key = f"{self.host.spec.name} {self.process.pid} {self.host.clock.now}"
        lines = [f"RANDOM={self.host.randomness.of(key, 0, 32767)}"]
        if own := [name for name in ("HOME", "USER") if name not in self.given]:
            lines.append(f"unset {' '.join(own)}")  # bashkit's
        if self.interactive:
            lines.append("shopt -s expand_aliases histappend")
        if inherited := definitions.imported(self.given):
            lines.append(self.rewritten(parse(inherited)))
        if not self.name.startswith(("bash", "-bash")):
            lines.append(f"BASH_ARGV0={quote(self.name)}")
        run = self.host.activity.begin()
        try:
            await self.interpreter.execute("\n".join([*lines, setup]), _nowhere)
        finally:
            self.host.activity.end(run)

    async def run(self, script: str, *, stdout: Writer, stderr: Writer, arguments: Sequence[str] = ()) -> int:
        """Run a script (or a typed line) and return its exit status."""
        parsed, error = parse_prefix(script)
        if error is None:
            status = await self._execute(parsed, stdout, stderr, arguments)
        elif self.interactive or parsed.complete_until == 0:
            status = await self._refuse(error, script, stderr)
        else:
            before = parse(script[: parsed.complete_until])
            await self._execute(before, stdout, stderr, arguments)
            status = self.exited if self.exited is not None else await self._refuse(error, script, stderr)
        self.status = status
        self.host.on_step()
        return status

    async def _refuse(self, error: IncompleteError | SyntaxNearError, script: str, stderr: Writer) -> int:
        text = texts.syntax_message(error, script, name=self.speaker, interactive=self.interactive, dash=self.dash)
        await stderr.write(text.encode())
        return 2

    @property
    def speaker(self) -> str:
        """What stands before a syntax error: a script's name, or `bash: -c`."""
        return self.label if self.label != "bash" or self.interactive or self.stepwise else "bash: -c"

    async def _execute(self, script: Script, stdout: Writer, stderr: Writer, arguments: Sequence[str]) -> int:
        self.line = script.text
        if (cut := script.unfinished_heredoc) is not None and not self.interactive:
            await stderr.write(texts.unfinished(cut, script.text, self.label).encode())
        text = self.rewritten(script)
        if arguments:
            text = f"set -- {' '.join(map(quote, arguments))}; {text}"
        if self.interactive or self.stepwise:
            if "PIPESTATUS" in text and self.pipe_status:
                text = f"{' | '.join(f'__status {status}' for status in self.pipe_status)}; {text}"
            elif self.status and "$?" in text:
                text = f"__status {self.status}; {text}"
            behind = prompting.before_prompt(self, text) if self.interactive else ""
            text = f'{text}\n__prompt "$?" "$PWD" "$SHELLOPTS" "${{PIPESTATUS[@]}}"{behind}'
        text = self.options + text
        self.host.files.mark()
        self.at_prompt, self.last_error, self.signalled = False, b"", 0
        outcome = await interpret(self, text, stdout, stderr)
        return await settle(self, outcome, script, stdout, stderr)

    def rewritten(self, script: Script, source: str | None = None) -> str:
        """What the interpreter gets for a script; `source` is the file when it is sourced, `` when it is `eval`'s."""
        text = script.text
        if (cut := script.unfinished_heredoc) is not None:
            text = text + ("" if text.endswith("\n") or not text else "\n") + cut.delimiter + "\n"
            script = parse(text)
        traced = self._traced or TRACED.search(self.options + text) is not None
        self._traced = traced and UNTRACED.search(text) is None
        self._filed = self._filed or FILED.search(text) is not None
        self._functions |= script.functions
        setting = Setting(
            self.pid, self.process.parent, self.name, self.host.commands.keys(),
            self.aliases if self.interactive else {}, "i" in self.streams, self._filed, self.host.program_names,
            self._functions, BUILTINS, lambda: user_of(self.host, self.process), "o" in self.streams, traced, source,
            not self.interactive and (bool(self.traps.actions) or trapping.SET.search(text) is not None),
            self.interactive, None if self.dash else self.sockets.keys(),
        )  # fmt: skip
        text, functions = rewrite.rewritten(script, setting)
        self.definitions.add(functions)
        return text

    def interrupt(self, signal: int = 2) -> bool:
        """Ctrl-C: what runs in the foreground ends; whether it took the signal and exits by itself."""
        if self.current is not None:
            if self.current.catches(signal):
                return True
            self.signalled = signal
            self.current.ending = True
            self.interpreter.cancel()
        return False

    # -- state; only while nothing runs

    @property
    def aliases(self) -> dict[str, str]:
        """Aliases and what they stand for; while a line runs, those before it."""
        if not self.running:
            self._aliases = self.interpreter.aliases
        return self._aliases

    @property
    def variables(self) -> dict[str, str]:
        """All variables."""
        return {} if self.running else self.interpreter.variables

    @property
    def environment(self) -> dict[str, str]:
        """Exported variables."""
        return {} if self.running else self.interpreter.environment

    def snapshot(self) -> bytes:
        """Variables, functions, aliases, options, directory."""
        return self.interpreter.snapshot()

    def restore(self, data: bytes) -> None:
        """Go on from a snapshot."""
        self.interpreter.restore(data)
        self.cwd = self.interpreter.cwd

    def prompted(self, status: int, cwd: str, options: str, pipe_status: Sequence[str]) -> None:
        """The line ended by itself: its status, where the shell is now, `$SHELLOPTS` and `${PIPESTATUS[@]}`."""
        self.pipe_status = list(pipe_status)
        self.at_prompt, self.status, self.cwd = True, status, cwd
        self.options = setting_of(options.split(":"))

    # -- commands

    async def _call(self, context: Context) -> int:
        """One of our commands, called by the interpreter."""
        ours = context.name in BUILTINS
        run, state = self.current, Running(PIPE if ours or context.name in self.host.hidden else "network")
        if run is None:  # the run was cancelled meanwhile
            return INTERRUPTED
        run.enter(state)
        try:
            if context.name in self.host.hidden:
                await context.stderr.write(f"bash: line 1: {context.name}: command not found\n".encode())
                return 127
            if ours:
                known: Context = context if context.name.startswith("__") else Builtin(self, context, state)
                return await BUILTINS[context.name](self, known, state)
            return await self._command(context, state)
        except BrokenPipeError:
            return 141
        finally:
            run.leave(state)

    async def _command(self, context: Context, state: Running) -> int:
        env = environment(self, context)
        stdin, stdout, stderr = streams_of(self, context, env, state)
        return await self.host.perform(
            self, [context.name, *context.argv], env, context.cwd, stdin, stdout, stderr, state, parent=self.process
        )

    async def spawn(
        self, argv: Sequence[str], *, env: dict[str, str], cwd: str, source: Source, stdout: Writer, stderr: Writer,
        streams: str, parent: Process, line: int = 1,
    ) -> int:  # fmt: skip
        """Run a program as a process of its own: one of ours, a script, a shell, or a program of bashkit."""
        return await self.host.start_program(
            self, argv, env=env, cwd=cwd, source=source, stdout=stdout, stderr=stderr, streams=streams, parent=parent,
            line=line,
        )  # fmt: skip

    # -- background

    async def start_background(
        self, text: str, options: str, state: str, arguments: Sequence[str], cwd: str, env: Mapping[str, str]
    ) -> int:
        """`text &`: run it in a forked shell; its process number."""
        return await background.start(self, text, options, state, arguments, cwd, env)

    def forked(self, process: Process, cwd: str, env: Mapping[str, str]) -> Shell:
        """A shell like this one, away from the terminal's input; without its variables."""
        child = Shell(
            self.host, process, name=self.name, cwd=cwd, env=env, terminal=self.terminal, dash=self.dash,
            streams=self.streams.replace("i", ""), label=self.label,
        )  # fmt: skip
        child.pid, child.background, child._traced = self.pid, True, self._traced
        child._functions = set(self._functions)
        child.definitions = definitions.Definitions(self.definitions.known)
        child.exported_functions = dict(self.exported_functions)
        return child

    def end(self, signal: int) -> None:
        """A signal for the shell as a process: what runs in it ends, unless there is a trap for it."""
        checked = self.current is not None and bool(self.current.commands)
        if not self.interactive and self.traps.takes(signal, checked=checked):
            return
        self.process.killed_by = signal
        self.interrupt(signal)


def _nowhere(_: str, __: str) -> None:
    """Drop."""
