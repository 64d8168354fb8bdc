"""What a script becomes before bashkit's interpreter gets it.

bashkit has no job control that outlives a run, no terminal behind standard input, and its own process numbers. So the
commands around those are replaced by calls of our own commands (their names begin with two underscores):

- `cmd &` becomes a call that starts a forked interpreter, and `$!` the variable that it sets;
- `bash`, `sh` and paths as command names go through `__exec`, which makes a process of its own;
- `time` reads the lab's clock; `type` and `command -v` know files in PATH, not bashkit's builtins;
- programs in a loop behind a pipe (`cmd | while read x; do program; done`) leave the pipe to `read`;
- `<(cmd)` behind our own commands becomes a file, which they can read;
- with a terminal, our own commands are told which of their streams it is, and what reads standard input there gets
  the lines that are typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from app.host.script import AndOr, Command, CommandList, Pipeline, Script, Word

LAST_JOB = "__job"
FILED = re.compile(r"\bexec\s+[12&]?>>?\s*[^&\s]")  # from there on the streams are files
PROCESS_FILE = "/run/fd"
STREAMS = "__streams"
STATE = '"$(declare -p; declare -f; alias -p; set +o; shopt -p)"'
PATH_WORD = re.compile(r"""^["']?(~|\.{1,2}|\$\{?\w+\}?|[\w.+-]*)["']?/[^()]*$""")
INTERPRETERS = ("bash", "sh", "dash", "ash")
# Programs that run another one; the options after which a value follows.
PREFIXES = {"exec": "a", "command": "", "nohup": "", "env": "uCS", "nice": "n", "setsid": "", "stdbuf": "ioe"}
# Programs of bashkit that read standard input when they are given fewer operands than this.
READERS = {
    "cat": 1, "sort": 1, "wc": 1, "tr": 99, "grep": 2, "sed": 2, "awk": 2, "jq": 2, "head": 1,
    "base64": 1, "uniq": 1, "cut": 1, "nl": 1, "rev": 1, "tac": 1, "xargs": 99, "md5sum": 1, "sha256sum": 1, "od": 1,
    "mapfile": 99, "readarray": 99,
}  # fmt: skip
# Ours that ask a terminal nothing. Standing on all its streams they are not told so, as each telling costs bashkit one
# of 10,000 variables for good: loops of `sleep` and `curl` run long.
QUIET = frozenset({"sleep", "curl", "wget", "date", "nslookup", "ping"})
RENAMED = {"logout": "exit", "history": "__history"}
UNKNOWN_TO_BASHKIT = {"UID": "0", "EUID": "0"}


@dataclass(frozen=True)
class Setting:
    """Where a script runs: the process it is, our commands' names, what an alias stands for, which streams are live."""

    pid: int
    parent_pid: int
    name: str  # $0
    own: Collection[str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    streams: str = ""  # of "ioe": standard input, output and error are the terminal's
    programs: Collection[str] = ()  # names of programs, ours and bashkit's


@dataclass(frozen=True)
class _Place:
    """Where a command stands: which streams are the terminal's, whether `&` starts a job there, and whether it is fed.

    Fed: in a loop or group behind a pipe. When the pipe's writer is one of ours, bashkit gives the first program in
    there the rest of the pipe and takes it from the `read` that wants it; so programs get an empty input there.
    """

    streams: str
    jobs: bool = True
    fed: bool = False


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def rewrite(script: Script, setting: Setting) -> str:
    """The text for the interpreter."""
    work = _Rewriter(script, setting)
    work.walk(script.body, _Place(setting.streams))
    for inner in script.substitutions:
        fed = bool(inner.items) and any(start <= inner.items[0].start < end for start, end in work.fed)
        work.walk(inner, _Place(setting.streams.replace("o", ""), jobs=False, fed=fed))
    work.parameters()
    return work.apply()


def needed(text: str, setting: Setting) -> bool:
    """Whether anything could have to be replaced (most lines of scripts want nothing)."""
    if setting.streams:
        return True
    if any(part in text for part in ("|", "read", "<(", ">(", "exec 2>")):
        return True
    bare = text.replace("&&", "").replace(">&", "").replace("&>", "").replace("<&", "")
    return "&" in bare or bool(
        re.search(r"\$|\b(?:ba|da)?sh\b|/|\btime\b|\btype\b|\bcommand\b|\blogout\b|\bhistory\b", bare)
    )


class _Rewriter:
    def __init__(self, script: Script, setting: Setting) -> None:
        self.script, self.setting = script, setting
        self.text = script.text
        self.edits: list[_Edit] = []
        self.taken: list[tuple[int, int]] = []
        self.fed: list[tuple[int, int]] = []

    def edit(self, start: int, end: int, text: str) -> None:
        self.edits.append(_Edit(start, end, text))

    def walk(self, commands: CommandList, place: _Place) -> None:
        for item in commands.items:
            if item.terminator == "&" and place.jobs:
                self.background(item)
                continue
            for pipeline in item.pipelines:
                self.pipeline(pipeline, place)

    def background(self, item: AndOr) -> None:
        """`cmd &`: its text goes to a forked interpreter, here-documents included."""
        if any(start <= item.start < end for start, end in self.taken):
            return
        source = self.text[item.start : item.end]
        for heredoc in self.script.heredocs:
            if item.start <= heredoc.at < item.end and heredoc.body >= 0:
                source += "\n" + self.text[heredoc.body : heredoc.end].removesuffix("\n")
                self.edit(heredoc.body, heredoc.end, "")
        end = item.terminator_at + 1
        rest = self.text[end:].lstrip(" \t")
        closing = "" if rest.startswith((";", "\n")) or not rest else ";"
        self.edit(item.start, end, f'{LAST_JOB}=$(__background {quote(source)} {STATE} "$@"){closing}')
        self.taken.append((item.start, end))

    def pipeline(self, found: Pipeline, place: _Place) -> None:
        last = len(found.commands) - 1
        if found.timed and found.commands:
            posix = "-p" if "-p" in self.text[found.timed.end : found.commands[0].start] else ""
            self.edit(found.timed.start, found.commands[0].start, f"{{ __time start {posix}; ")
            self.edit(found.end, found.end, "; __time stop $?; }")
        for index, command in enumerate(found.commands):
            streams = place.streams if index == 0 else place.streams.replace("i", "")
            streams = streams if index == last else streams.replace("o", "")
            fed = place.fed and index == 0 and not command.reads_elsewhere()
            if command.kind != "simple" and (index > 0 or reads_lines(command)):
                fed = True
                self.fed.append((command.start, command.end))
            inside = _Place(self.redirected(command, streams), place.jobs, fed)
            for inner in command.lists:
                self.walk(inner, inside)
            if command.kind == "simple" and command.words:
                self.simple(command, inside)

    @staticmethod
    def redirected(command: Command, streams: str) -> str:
        """The streams that are still the terminal's behind a command's redirections."""
        if command.reads_elsewhere():
            streams = streams.replace("i", "")
        for redirect in command.redirects:
            if redirect.operator in (">", ">>", ">|", "&>", "&>>", ">&"):
                if redirect.descriptor in ("", "1"):
                    streams = streams.replace("o", "")
                if redirect.descriptor == "2" or redirect.operator.startswith("&"):
                    streams = streams.replace("e", "")
        return streams

    def simple(self, command: Command, place: _Place) -> None:
        first, streams = command.words[0], place.streams
        if place.fed and self.ignores_input(command):
            self.edit(command.end, command.end, " < /dev/null")
        if first.text in RENAMED:
            self.edit(first.start, first.end, RENAMED[first.text])
        elif first.text == "type":
            self.edit(first.start, first.end, '__type "$(alias -p)" "$(declare -f)"')
        elif first.text == "command" and len(command.words) > 1 and command.words[1].text in ("-v", "-V"):
            self.edit(first.start, first.end, '__command "$(alias -p)" "$(declare -f)"')
        elif (word := self.program(command.words)) and is_program(word.text):
            number = self.text.count("\n", 0, word.start) + 1
            self.mark(command, streams)
            self.edit(word.start, word.start, f"__exec {number} ")
        elif first.text == "read" and "i" in streams:
            arguments = self.text[first.end : command.words[-1].end]
            self.edit(command.end, command.end, f" < <(__line{arguments})")
        elif first.text == "exec" and self.merges(command):
            self.edit(command.start, command.end, "__merge")
        elif self.alias(first.text) in self.setting.own or first.text.startswith(("$", '"$')):
            self.mark(command, streams)
            self.substituted(command)
        elif "i" in streams and self.reads_input(command.words):
            self.edit(command.start, command.start, f"__input{head_lines(command.words)} | ")

    def ignores_input(self, command: Command) -> bool:
        """Whether a command is a program that does not ask for its standard input."""
        words = command.words
        name = self.alias(words[0].text)
        if name not in self.setting.programs and not is_program(name):
            return False
        asks = {"-", "-i", "-it", "-ti", "--stdin", "/dev/stdin"} & {word.text for word in words}
        return not asks and not self.reads_input(words)

    def merges(self, command: Command) -> bool:
        """Whether it is `exec 2>&1` of the script itself: bashkit would send errors into the pipes of later lines."""
        top = any(command in line.commands for item in self.script.body.items for line in item.pipelines)
        forms = [(one.descriptor, one.operator, one.target.text) for one in command.redirects]
        return top and len(command.words) == 1 and forms == [("2", ">&", "1")] and not FILED.search(self.text)

    def mark(self, command: Command, streams: str) -> None:
        quiet = command.words[0].text in QUIET and self.setting.streams
        if streams == self.setting.streams if quiet else not streams:
            return
        self.edit(command.words[0].start, command.words[0].start, f"{STREAMS}={streams or '-'} ")

    def substituted(self, command: Command) -> None:
        """`<(cmd)` behind a command of ours becomes a file; bashkit shows those that it makes to its own programs."""
        found = [word for word in command.words[1:] if word.text.startswith("<(")]
        for number, word in enumerate(found):
            path = f"{PROCESS_FILE}{63 - number}"
            self.edit(word.start, word.start + 2, '"$({ ')
            self.edit(word.end - 1, word.end, f'\n}} > {path}; echo {path})"')
        into = [word for word in command.words[1:] if word.text.startswith(">(")]
        if into:  # what reads it runs when it has been written
            paths = [f"{PROCESS_FILE}{63 - number}" for number in range(len(found), len(found) + len(into))]
            readers = "".join(f"{{ {word.text[2:-1]}\n}} < {path}; " for word, path in zip(into, paths, strict=True))
            for word, path in zip(into, paths, strict=True):
                self.edit(word.start, word.end, path)
            self.edit(command.start, command.start, "{ ")
            self.edit(command.end, command.end, f"; __written=$?; {readers}__status $__written; }}")

    def program(self, words: list[Word]) -> Word | None:
        """The word that names the program, behind `exec`, `nohup`, `env A=1` and their like."""
        rest = list(words)
        while rest and rest[0].text in PREFIXES:
            valued = PREFIXES[rest.pop(0).text]
            while rest and (rest[0].text.startswith("-") or "=" in rest[0].text):
                option = rest.pop(0).text
                if option.startswith("-") and option[-1] in valued and len(option) == 2 and rest:
                    rest.pop(0)
        return rest[0] if rest else None

    def alias(self, name: str) -> str:
        value = self.setting.aliases.get(name, name).strip()
        return value.split()[0] if value else name

    def reads_input(self, words: list[Word]) -> bool:
        fewer = READERS.get(words[0].text)
        operands = [word for word in words[1:] if not word.text.startswith("-") or word.text == "-"]
        return fewer is not None and (len(operands) < fewer or [word.text for word in operands] == ["-"])

    def parameters(self) -> None:
        setting = self.setting
        known: dict[str, Callable[[], str]] = {
            "!": lambda: f"${{{LAST_JOB}-}}",
            "$": lambda: str(setting.pid),
            "PPID": lambda: str(setting.parent_pid),
            "BASHPID": lambda: str(setting.pid),
            "EPOCHSECONDS": lambda: "$(date +%s)",
            "EPOCHREALTIME": lambda: "$(date +%s.%6N)",
            "SECONDS": lambda: "$(__seconds)",
            **{name: (lambda value=value: value) for name, value in UNKNOWN_TO_BASHKIT.items()},  # type: ignore[misc]
        }
        if setting.name != "bash":
            known["0"] = known["BASH_SOURCE"] = lambda: setting.name
        for start, end, name in self.script.parameters:
            if name in known:
                self.edit(start, end, known[name]())

    def apply(self) -> str:
        kept = [
            edit for edit in self.edits
            if not any(a <= edit.start < b and (edit.start, edit.end) != (a, b) for a, b in self.taken)
        ]  # fmt: skip
        out, at = [], 0
        for edit in sorted(kept, key=lambda edit: (edit.start, edit.end)):
            if edit.start < at:
                continue
            out += [self.text[at : edit.start], edit.text]
            at = edit.end
        return "".join([*out, self.text[at:]])


def reads_lines(command: Command) -> bool:
    """Whether a compound command is a loop over `read`."""
    if command.kind not in ("while", "until") or not command.lists:
        return False
    first = [item.pipelines[0].commands[0] for item in command.lists[0].items if item.pipelines[0].commands]
    return any(simple.words and simple.words[0].text == "read" for simple in first)


def head_lines(words: list[Word]) -> str:
    """How many typed lines `head` takes: bashkit cannot tell the feeder that its reader is done."""
    if words[0].text != "head":
        return ""
    found = re.fullmatch(r"head(?: -n ?| -| --lines=)?(\d+)?", " ".join(word.text for word in words))
    return f" {found[1] or 10}" if found else ""


def is_program(text: str) -> bool:
    """Whether a command's name must be looked for in the file system, or is a shell."""
    return text in INTERPRETERS or bool(PATH_WORD.match(text))


def quote(text: str) -> str:
    """A word that expands to exactly this text."""
    return "'" + text.replace("'", "'\\''") + "'"
