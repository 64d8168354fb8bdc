"""One run of jq: its inputs through its program to its output. Follows jqlang/jq src/main.c."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from app.host.invocation import Invocation
from app.host.jq.access import whole
from app.host.jq.command_line import DEFAULT_SEARCH, Settings, reason, without_shebang
from app.host.jq.dumping import LINE, Style, colours, dumped
from app.host.jq.inputs import Inputs
from app.host.jq.loading import Code, Library, described, load
from app.host.jq.machine import Machine, UncaughtError, World
from app.host.jq.parser import CompileError
from app.host.jq.reading import ParseError
from app.host.jq.values import JqError, OutOfMemoryError, Value
from app.sim.limits import LIMITS

SYSTEM, COMPILE, UNKNOWN, ABORTED = 2, 3, 5, 134
NULL_KIND, NO_OUTPUT = -1, -4  # with --exit-status 1 and 4, otherwise 0
STEPS = 20_000  # on end, before others have their turn
STEPS_OF_OUTPUT = 50  # what a result counts as
BLOCK = 4096  # of output that does not go to a terminal
NUL_PROBLEM = "Cannot dump a string containing NUL with --raw-output0 option"


class Printer:
    """Standard output: blocks of it where nobody looks on, everything as soon as jq waits where somebody does."""

    def __init__(self, run: Invocation, settings: Settings, style: Style) -> None:
        self._run, self._settings, self._style = run, settings, style
        self._live = run.stdout.isatty or "unbuffered" in settings.on
        self._held: list[bytes] = []
        self._size = 0
        self._end = ("" if "join" in settings.on else "\n") + ("\0" if "raw-output0" in settings.on else "")

    def text(self, value: Value) -> str:
        """A result as it is printed."""
        if "raw-output" in self._settings.on and isinstance(value, str):
            if "ascii-output" in self._settings.on:
                return dumped(value, Style(ascii=True)) + self._end
            return value + self._end
        start = "\x1e" if "seq" in self._settings.on else ""
        return start + dumped(value, self._style) + self._end

    def put(self, text: str) -> None:
        """Print."""
        data = text.encode("utf-8", "surrogatepass")
        self._held.append(data)
        self._size += len(data)

    async def turn(self) -> None:
        """Write what is due."""
        if self._held and (self._live or self._size >= BLOCK):
            await self.flush()

    async def flush(self) -> None:
        """Write everything."""
        data, self._held, self._size = b"".join(self._held), [], 0
        await self._run.stdout.write(data)


class Session:
    """A run: what it reads, what it prints, how it ends."""

    def __init__(self, run: Invocation, settings: Settings) -> None:
        self.run, self.settings = run, settings
        self._complaints: list[str] = []
        files = settings.files or ["-"]
        self.inputs = Inputs(files, self._chunks, settings.on, self._complaints.append)
        self.style = Style(settings.indent, "sort-keys" in settings.on, "ascii-output" in settings.on)
        self.status, self.last = NO_OUTPUT, NO_OUTPUT
        search = DEFAULT_SEARCH if settings.search is None else settings.search
        self.library = Library(
            run.read_file, lambda path: run.kind_of(path) == "file", tuple(map(self._real, search)),
            run.env.get("HOME", ""), run.cwd,
        )  # fmt: skip
        self.world = World(
            now=run.now, environment=run.env, file_name=lambda: self.inputs.name, line=lambda: self.inputs.line,
            search=self.library.search, origin=self.library.origin, meta=lambda name: described(name, self.library),
            zone=run.env.get("TZ", ""),
        )  # fmt: skip

    def _real(self, place: str) -> str:
        return place if place[:1] in "~$" else self.run.path(place)

    async def _chunks(self, name: str) -> AsyncIterator[bytes]:
        if name != "-":
            yield self.run.read_file(name)
            return
        while True:
            await self.printer.turn()
            with self.run.computing(-1):
                data = await self.run.stdin.chunk()
            if not data:
                return
            yield data

    async def complain(self, text: str) -> None:
        """Write to standard error, what is shown at a terminal first."""
        await self.printer.turn()
        await self.run.stderr.write(text)

    async def main(self) -> int:
        """Run; the exit status."""
        await self._dress()
        self.printer = Printer(self.run, self.settings, self.style)
        try:
            code = self._compiled()
        except OSError as error:
            await self.run.stderr.write(f"jq: Could not open {self.settings.program}: {reason(error)}\n")
            return SYSTEM
        except CompileError as wrong:
            count = len(wrong.messages)
            lines = "\n".join([*wrong.messages, f"jq: {count} compile error{'s' if count > 1 else ''}"])
            await self.run.stderr.write(lines + "\n")
            return COMPILE
        try:
            with self.run.computing():
                await self._all(code)
        except OutOfMemoryError:
            await self.complain("jq: error: cannot allocate memory\n")
            return ABORTED
        await self.printer.flush()
        return self._exit_status()

    async def _dress(self) -> None:
        """Colours, where they are wanted."""
        on, env = self.settings.on, self.run.env
        found, right = colours(env.get("JQ_COLORS"))
        if not right:
            await self.run.stderr.write("Failed to set $JQ_COLORS\n")
        wanted = "color-output" in on or (self.run.stdout.isatty and not env.get("NO_COLOR"))
        if wanted and "monochrome-output" not in on:
            self.style = replace(self.style, colours=found)

    def _compiled(self) -> Code:
        settings, library = self.settings, self.library
        source = settings.program or ""
        if "from-file" in settings.on:
            path = self.run.path(source)
            source = without_shebang(self.run.read_file(path).decode("utf-8", "replace"))
            library = replace(library, origin=path.rpartition("/")[0] or "/")
        return load(source, {**settings.variables, "ENV": dict(self.run.env)}, library)

    def _exit_status(self) -> int:
        if self.inputs.failed:
            self.status = SYSTEM
        if "exit-status" not in self.settings.on:
            return max(0, self.status) & 0xFF
        return abs(self.last if self.status == NO_OUTPUT else self.status) & 0xFF

    async def _all(self, code: Code) -> None:
        if "null-input" in self.settings.on:
            await self._process(code.machine(self.world, None))
            return
        while not self.inputs.failed:
            try:
                there, value = await self.inputs.next()
            except ParseError as wrong:
                ignored = "seq" in self.settings.on
                self.status = self.status if ignored else UNKNOWN
                await self.complain(f"jq: {'ignoring ' if ignored else ''}parse error: {wrong.value}\n")
                return
            finally:
                await self._mention()
            if not there or await self._process(code.machine(self.world, value)):
                return

    async def _mention(self) -> None:
        """Say which files could not be read."""
        for text in self._complaints:
            await self.complain(text)
        self._complaints.clear()

    async def _process(self, machine: Machine) -> bool:
        """One input; whether the program halted."""
        self.status = NO_OUTPUT
        left, turn = LIMITS.jq_steps, STEPS
        try:
            while left > 0:
                what = machine.run(STEPS)
                spent = STEPS if not what else STEPS_OF_OUTPUT
                left, turn = left - spent, turn - spent
                if turn <= 0:
                    turn = STEPS
                    await asyncio.sleep(0)
                if what == "output":
                    self._print(machine.value)
                elif what == "end":
                    break
                elif what in ("halt", "halt_error"):
                    await self._halted(machine, what)
                    return True
                elif what:
                    await self._outside(machine, what)
                await self.printer.turn()
            else:
                raise OutOfMemoryError
        except (UncaughtError, JqError) as error:
            self.status = UNKNOWN
            where = "<unknown>" if self.inputs.name is None else f"{self.inputs.name}:{self.inputs.line}"
            note, text = ("", error.value) if isinstance(error.value, str) else (" (not a string)", dumped(error.value))
            await self.complain(f"jq: error (at {where}){note}: {text}\n")
        self.last = self.status if self.status in (0, NULL_KIND) else self.last
        return False

    def _print(self, value: Value) -> None:
        if "raw-output0" in self.settings.on and isinstance(value, str) and "\0" in value:
            raise JqError(NUL_PROBLEM)
        raw = "raw-output" in self.settings.on and isinstance(value, str)
        self.status = 0 if raw or (value is not None and value is not False) else NULL_KIND
        self.printer.put(self.printer.text(value))

    async def _outside(self, machine: Machine, what: str) -> None:
        """What the program wants of the world outside."""
        if what == "debug":
            style = replace(self.style, indent=None)
            await self.complain(dumped(["DEBUG:", machine.value], style) + "\n")
        elif what == "stderr":
            await self.complain(machine.value if isinstance(machine.value, str) else dumped(machine.value))
        else:
            try:
                there, value = await self.inputs.next()
            except ParseError as wrong:
                machine.raise_here(wrong.value)
            else:
                await self._mention()
                if there:
                    machine.value = value
                else:
                    machine.raise_here("break")

    async def _halted(self, machine: Machine, what: str) -> None:
        if what == "halt":
            self.status = 0
            return
        self.status = whole(machine.exit_code)
        value = machine.value
        text = value if isinstance(value, str) else "" if value is None else dumped(value, LINE) + "\n"
        await self.complain(text)
