"""Commands that a container can run without a shell: sleep, echo, true, false, date, and `sh -c` of these.

What needs a real shell is for whoever wraps this runtime; `program_of` says None then.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from app.cluster.images.image import MEBIBYTE, Process, Program

SHELLS = frozenset({"sh", "bash", "ash", "dash"})
FOREVER = 10.0**9
EVERYTHING = 1 << 40  # bytes: more memory than any machine has
Step = tuple[str, object]  # ("sleep", seconds), ("log", text), ("exit", code), ("busy", cores), ("fill", nothing)
_QUIET = re.compile(r"\s*(?:[12]|&)?>\s*/dev/null|\s*2>&1")
_BURNS = re.compile(  # what computes for ever and prints nothing, once its output is thrown away
    r"(?:yes(?: \w+)?|cat /dev/(?:zero|u?random)|(?:md5|sha\d+)sum /dev/(?:zero|u?random)"
    r"|dd if=/dev/(?:zero|u?random) of=/dev/null(?: bs=\w+)?|(?:gzip|bzip2|xz)(?: -\w+)* /dev/(?:zero|u?random)"
    r"|while (?:true|:|\[ 1 \]) ?; ?do (?:true|:) ?; ?done) ?(?P<end>&|;|$) ?"
)
_SPECIAL = re.compile(r"[$`|<>*?\[\]{}~&()\\!]")


def program_of(argv: tuple[str, ...], *, lenient: bool = False) -> Program | None:
    """What runs for this command line, or None when it takes a shell to tell. Lenient: anything unknown just ends."""
    if not argv:
        return None
    script = compile_command(list(argv), lenient=lenient)
    if script is None:
        return None
    return lambda process: _Run(process, script).go_on()


Script = Callable[[Process], Iterator[Step]]


def compile_command(words: list[str], *, lenient: bool) -> Script | None:
    """The steps of one command."""
    name = words[0].rpartition("/")[2]
    if name in SHELLS:
        if len(words) >= 3 and words[1] in {"-c", "-ec", "-lc", "-xc"}:
            return compile_script(words[2], lenient=lenient)
        return _interactive if len(words) == 1 else (_ending(0) if lenient else None)
    match name:
        case "sleep":
            return _sleep(words[1:])
        case "true" | ":":
            return _ending(0)
        case "false":
            return _ending(1)
        case "echo":
            text = " ".join(words[1:])
            return lambda process: iter([("log", text), ("exit", 0)])
        case "printf" if len(words) == 2 and "%" not in words[1]:
            text = words[1].replace("\\n", "\n").rstrip("\n")
            return lambda process: iter([("log", text), ("exit", 0)])
        case "date" if len(words) == 1:
            return lambda process: iter([("log", _date(process)), ("exit", 0)])
        case "hostname" if len(words) == 1:
            return lambda process: iter([("log", process.hostname), ("exit", 0)])
        case "env" | "printenv" if len(words) == 1:
            return lambda process: iter([("log", "\n".join(f"{k}={v}" for k, v in process.spec.env.items())),
                                         ("exit", 0)])  # fmt: skip
        case "cat" if len(words) > 1 and not any(word.startswith("-") for word in words[1:]):
            return _cat(words[1:])
        case "tail" if words[1:] in (["-f", "/dev/null"], ["-F", "/dev/null"]):
            return lambda process: iter([("sleep", FOREVER)])
        case "tail" if words[1:] == ["/dev/zero"]:
            return lambda process: iter([("fill", None), ("sleep", FOREVER)])
        case "exit":
            return _ending(int(words[1]) & 255 if len(words) > 1 and words[1].isdigit() else 0)
    return _ending(0) if lenient else None


def _ending(code: int) -> Script:
    return lambda process: iter([("exit", code)])


def _interactive(process: Process) -> Iterator[Step]:
    """A shell without a script reads its stdin: it waits when there is one, and ends otherwise."""
    if process.spec.stdin or process.spec.tty:
        yield "sleep", FOREVER
    yield "exit", 0


def _cat(names: list[str]) -> Script:
    def steps(process: Process) -> Iterator[Step]:
        code = 0
        for name in names:
            content = process.read(name)
            if content is None:
                yield "error", f"cat: can't open '{name}': No such file or directory"
                code = 1
            else:
                yield "log", content.decode("utf-8", "replace").removesuffix("\n")
        yield "exit", code

    return steps


def _sleep(words: list[str]) -> Script | None:
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    seconds = 0.0
    for word in words:
        match = re.fullmatch(r"(\d+(?:\.\d+)?|inf|infinity)([smhd]?)", word)
        if match is None:
            return lambda process: iter([("error", f"sleep: invalid number '{word}'"), ("exit", 1)])
        seconds += FOREVER if match[1].startswith("inf") else float(match[1]) * units[match[2] or "s"]
    if not words:
        return lambda process: iter([("error", "sleep: missing operand"), ("exit", 1)])
    return lambda process: iter([("sleep", seconds), ("exit", 0)])


def _date(process: Process) -> str:
    return datetime.fromtimestamp(process.clock.now, UTC).strftime("%a %b %e %H:%M:%S UTC %Y")


_LOOP = re.compile(r"(?:while|until)\s+(true|false|:|\[ 1 \])\s*;\s*do\s+(.*?);?\s*done\s*;?", re.S)


def compile_script(text: str, *, lenient: bool) -> Script | None:
    """The steps of a small script: simple commands joined by `;`, newlines or `&&`, and endless loops of such."""
    text = text.strip()
    if (cores := burning(text)) is not None:
        return lambda process: iter([("busy", cores), ("sleep", FOREVER)])
    prefix, loop = text, None
    if match := re.search(r"(?:^|[;\n]\s*)((?:while|until)\s.*)$", text, re.S):
        found = _LOOP.fullmatch(match[1].strip())
        if found is None:
            return _ending(0) if lenient else None
        endless = (found[1] == "false") == match[1].lstrip().startswith("until")
        body = compile_script(found[2], lenient=lenient) if endless else _ending(0)
        if body is None:
            return None
        prefix, loop = text[: match.start(1)].rstrip("; \n"), body if endless else None
    commands = _split(prefix)
    if commands is None:
        return _ending(0) if lenient else None
    parts: list[tuple[str, Script]] = []
    for joiner, words in commands:
        script = compile_command(words, lenient=lenient)
        if script is None:
            return None
        parts.append(("exit" if words[0] == "exit" else joiner, script))
    return lambda process: _sequence(process, parts, loop)


def burning(text: str) -> float | None:
    """How many cores a script keeps busy that does nothing else, None when it is not that simple."""
    quiet = _QUIET.search(text) is not None
    rest = " ".join(_QUIET.sub(" ", text).split())
    cores = 0.0
    while (found := _BURNS.match(rest)) is not None:
        if not quiet and found[0].startswith(("yes", "cat", "gzip", "bzip2", "xz")):
            return None  # what it prints is its log
        cores += 1
        if found["end"] != "&":
            return cores
        rest = rest[found.end() :]
    return cores if cores and rest in {"", "wait"} else None


def _split(text: str) -> list[tuple[str, list[str]]] | None:
    """(what joins it to the one before, words) of each simple command; None when it is not that simple."""
    if not text:
        return []
    bare = re.sub(r"'[^']*'|\"[^\"$`\\]*\"", "", text).replace("&&", "")
    if _SPECIAL.search(bare):
        return None
    lexer = shlex.shlex(text.replace("\n", " ; "), posix=True, punctuation_chars=";&")
    lexer.whitespace_split = True
    commands: list[tuple[str, list[str]]] = []
    joiner = ";"
    words: list[str] = []
    try:
        for token in lexer:
            if token in {";", "&&"}:
                if words:
                    commands.append((joiner, words))
                joiner, words = token, []
            elif set(token) <= {";", "&"}:
                return None
            else:
                words.append(token)
    except ValueError:
        return None
    if words:
        commands.append((joiner, words))
    return commands


def _sequence(process: Process, parts: list[tuple[str, Script]], loop: Script | None) -> Iterator[Step]:
    code = 0
    for joiner, script in parts:
        if joiner == "&&" and code != 0:
            continue
        for step in script(process):
            if step[0] == "exit":
                code = int(str(step[1]))
            else:
                yield step
        if joiner == "exit":
            yield "exit", code
            return
    while loop is not None:
        busy = True
        for step in loop(process):
            if step[0] != "exit":
                busy = busy and step[0] != "sleep"
                yield step
        if busy:
            yield "busy", 1.0
            yield "sleep", 1.0  # a loop that never waits is a busy CPU, not a busy simulator
    yield "exit", code


class _Run:
    """Steps on the lab's clock. PID 1 without handlers ignores SIGTERM, as the kernel has it."""

    def __init__(self, process: Process, script: Script) -> None:
        self.process = process
        self.steps = script(process)
        process.on_term = None
        process.memory = MEBIBYTE
        done, until = process.data.get("steps", 0), process.data.get("until", 0.0)
        for _ in range(done):
            self._use(*next(self.steps, ("exit", 0)))
        self.wait = max(0.0, until - process.clock.now) if done else 0.0

    def _use(self, kind: str, value: object) -> bool:
        """Whether a step only says what is used from now on."""
        if kind == "busy":
            self.process.cpu = float(str(value))
        elif kind == "fill":
            self.process.memory = EVERYTHING
        return kind in {"busy", "fill"}

    def go_on(self) -> None:
        """Run until the next wait or the end."""
        process = self.process
        if self.wait:
            wait, self.wait = self.wait, 0.0
            process.after(wait, self.go_on)
            return
        for kind, value in self.steps:
            process.data["steps"] = process.data.get("steps", 0) + 1
            if kind == "exit":
                process.exit(int(str(value)))
                return
            if kind == "sleep":
                seconds = float(str(value))
                process.data["until"] = process.clock.now + seconds
                if seconds < FOREVER:
                    process.after(seconds, self.go_on)
                return
            if self._use(kind, value):
                continue
            process.log(str(value), "stderr" if kind == "error" else "stdout")
        process.exit(0)
