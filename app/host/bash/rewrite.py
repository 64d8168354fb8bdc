"""What a script becomes before bashkit's interpreter gets it.

bashkit has no job control that outlives a run, no terminal behind standard input, and its own process numbers. So the
commands around those are replaced by calls of our own commands (their names begin with two underscores):

- `cmd &` becomes a call that starts a forked interpreter, and `$!` the variable that it sets;
- `bash`, `sh` and paths as command names go through `__exec`, which makes a process of its own;
- `time` reads the lab's clock; `type` and `command -v` know files in PATH, not bashkit's builtins;
- programs in a loop behind a pipe (`cmd | while read x; do program; done`) leave the pipe to `read`;
- `<(cmd)` behind our own commands becomes a file, which they can read;
- our own commands are told which of their streams are the shell's own: they write to those past bashkit, which shows
  what a command writes only when it is done; functions and `eval` are told which of theirs are not;
- what reads standard input at a terminal gets the lines that are typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.host import sed_text
from app.host.bash import sharing, sockets, tracing
from app.host.bash.command_names import INDIRECT, CommandNames, about_functions, is_program
from app.host.bash.inward import inward
from app.host.bash.menus import select
from app.host.bash.parameters import parameter_edits
from app.host.bash.places import Place, behind_options, elsewhere, head_lines, reads_lines, redirected
from app.host.bash.process_substitution import file_edits
from app.host.bash.quoting import quote
from app.host.bash.readers import READERS, reads_input
from app.host.bash.reserved import LISTING, SHELL_BUILTINS
from app.host.bash.script import AndOr, Command, CommandList, Pipeline, Script, Word
from app.host.bash.setting import ELSEWHERE, FILED, LAST_JOB, STREAMS, Setting
from app.host.program_options import PROGRAMS

NAMELESS = re.compile(r"""''|"(?:\$\w+|\$\{\w+\})?\"""")  # a command's name that may be empty
STDIN = re.compile(r"((?:-f|--?[\w-]+=|@)?)/dev/(?:stdin|fd/0)")
QUIETLY = "{ set +x; } 2>/dev/null;"  # in a substitution of ours, which `set -x` need not show
# What a forked shell needs to know.
STATE = f'"$({QUIETLY} declare -p; declare -f; alias -p; shopt -p)"'
FUNCTIONS = f'"$({QUIETLY} declare -f)"'
NAMED = f'"$({QUIETLY} alias -p)" {FUNCTIONS}'
VIEWED = frozenset({"grep", "egrep", "fgrep"})  # see viewed.py
HELPLESS = frozenset({":", "true", "false", "test", "[", "echo", "history"})  # builtins to whom it is a word
NO_EDITOR = "other keys than Emacs' are not simulated on this machine\n"
RENAMED = {
    "logout": "__logout && exit", "history": "__history", "fc": "__fc", "help": "__help", "enable": "__enable",
    "type": f"__type {NAMED}",
}  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """A function definition: as it was written, and as the interpreter has it."""

    name: str
    written: str
    rewritten: str


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def rewrite(script: Script, setting: Setting) -> str:
    """The text for the interpreter."""
    return rewritten(script, setting)[0]


def rewritten(script: Script, setting: Setting) -> tuple[str, list[Definition]]:
    """The same, and the functions that it defines in another form than they are written."""
    work = _Rewriter(script, setting)
    work.walk(script.body, Place(work.own))
    for inner in script.substitutions:
        fed, shared = work.feeding(inner)
        work.walk(inner, Place(elsewhere(work.own, 1), jobs=False, fed=fed, shared=shared, forked=True))
    work.edits += [_Edit(*edit) for edit in parameter_edits(script, setting)]
    whole = (0, len(script.text))
    return work.apply(*whole), [
        Definition(name, script.text[start:end], made)
        for name, start, end in work.defined
        if (made := work.apply(start, end)) != script.text[start:end]
    ]


class _Rewriter:
    def __init__(self, script: Script, setting: Setting) -> None:
        self.script, self.setting = script, setting
        self.text = script.text
        top = [one for item in script.body.items for pipeline in item.pipelines for one in pipeline.commands]
        self.whole = top[0] if len(top) == 1 else None  # the command that is all of the script
        self.edits: list[_Edit] = []
        self.taken: list[tuple[int, int]] = []
        self.fed: list[tuple[int, int, bool, str]] = []  # compound commands: their place, and what feeds them
        self.defined: list[tuple[str, int, int]] = []  # functions: name and place
        self.own = ("i" if setting.typed else "-") + ("--" if setting.filed or setting.traced else "oe")
        self.names = CommandNames(setting, {*setting.functions, *script.functions})

    def edit(self, start: int, end: int, text: str) -> None:
        self.edits.append(_Edit(start, end, text))

    def walk(self, commands: CommandList, place: Place) -> None:
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
        # A substitution turns `errexit` off in itself, so the options are asked for before it.
        forked = f'{LAST_JOB}=$SHELLOPTS {LAST_JOB}=$(__background {quote(source)} "${LAST_JOB}" {STATE} "$@")'
        self.edit(item.start, end, f"{forked}{closing}")
        self.taken.append((item.start, end))

    def around(self, found: Pipeline) -> None:
        """`time` and `!` before a pipeline, or before nothing."""
        if found.timed and not found.commands:
            self.edit(found.timed.start, found.timed.end, "__time nothing")
        elif not found.commands:  # `!` alone
            self.edit(found.start, found.end, f"__status {self.text[found.start : found.end].count('!') % 2}")
        elif found.timed:
            posix = "-p" if "-p" in self.text[found.timed.end : found.commands[0].start] else ""
            self.edit(found.timed.start, found.commands[0].start, f"{{ __time start {posix}; ")
            self.edit(found.end, found.end, "; __time stop $?; }")

    def feeding(self, inner: CommandList) -> tuple[bool, str]:
        """Whether a substitution is fed, and what it shares: as the compound commands it stands in."""
        at = inner.items[0].start if inner.items else -1
        around = [(fed, shared) for start, end, fed, shared in self.fed if start <= at < end]
        return any(fed for fed, _ in around), next((shared for _, shared in reversed(around) if shared), "")

    def takes(self, found: Pipeline, place: Place) -> bool:
        """Whether a pipeline takes from an input that others read too; not where something was put before it."""
        first = found.commands[0] if found.commands and place.shared else None
        if first is None or first.kind != "simple" or not first.words or first.reads_elsewhere():
            return False
        return self.names.takes_input(first.words) and all(edit.start != first.start for edit in self.edits)

    def pipeline(self, found: Pipeline, place: Place) -> None:
        before, behind = sharing.taking(found, place.shared) if self.takes(found, place) else ("", "")
        if before:
            self.edit(found.commands[0].start, found.commands[0].start, before)
        self.around(found)
        self.parts(found, place)
        if behind:
            self.edit(found.end, found.end, behind)

    def parts(self, found: Pipeline, place: Place) -> None:
        last = len(found.commands) - 1
        for index, command in enumerate(found.commands):
            streams = place.streams if index == 0 else elsewhere(place.streams, 0)
            if index != last:
                streams = elsewhere(streams, 1, *((2,) if command.errors_piped else ()))
            fed = place.fed and index == 0 and not command.reads_elsewhere()
            shared = place.shared if index == 0 else ""
            if command.kind != "simple":
                fed = fed or index > 0 or reads_lines(command)
                shared = sharing.shared(command, index > 0 or reads_lines(command), shared)
                self.fed.append((command.start, command.end, fed, shared))
            streams = self.own if command.kind == "function" else streams
            function = place.function or command.kind == "function"
            if command.kind == "function":
                self.defined.append((command.words[0].text, command.start, command.end))
            if (moved := inward(command)) is not None:
                self.edits += [_Edit(*edit) for edit in moved]
                streams = redirected(Command("simple", 0, redirects=command.redirects), streams)
            else:
                streams = redirected(command, streams)
            forked = place.forked or last > 0 or (command.kind == "subshell" and command is not self.whole)
            inside = Place(streams, place.jobs, fed, function, index == last and not found.negated, shared, forked)
            if self.setting.traced:
                self.edits += [_Edit(*edit) for edit in tracing.compounds(command)]
            for inner in command.lists:
                self.walk(inner, inside)
            if command.kind == "simple":
                self.edits += [_Edit(*edit) for edit in sockets.edits(command, self.text, self.setting.sockets)]
            if command.kind == "simple" and command.words:
                self.simple(command, inside)
            elif command.kind == "simple":
                self.clock(command)
            elif command.kind == "select":
                self.edits += [_Edit(*edit) for edit in select(command, inside.streams[0] == "i")]
            elif command.kind == "coproc":
                number = self.text.count("\n", 0, command.start) + 1
                self.edit(command.start, command.end, f"__coproc {number}")
                self.taken.append((command.start, command.end))

    def renamed(self, command: Command) -> bool:
        """Whether it is one of the builtins that only go by another name, or has no name."""
        first = command.words[0]
        if NAMELESS.fullmatch(first.text):
            name = first.text.strip("\"'${}")
            self.edit(first.start, first.end, f'"${{{name}:-__nameless}}"' if name else "__nameless")
            return not name
        told = " ".join(word.text for word in command.words[1:])
        if first.text == "compgen" or f"{first.text} {told}" in LISTING:
            self.edit(command.words[-1].end, command.words[-1].end, " | __public")
        elif first.text == "trap" and [word.text for word in command.words[1:]] == ["-l"]:
            self.edit(first.start, command.words[1].end, "kill -l")
        elif told in ("--help", "--version") and first.text == "echo":
            self.edit(first.start, first.end, "printf '%s\\n'")
        elif told == "--help" and first.text in SHELL_BUILTINS - HELPLESS:
            self.edit(first.start, command.words[1].end, f"{{ __help {first.text}; __status 2; }}")
        elif self.setting.prompted and (first.text == "bind" or (first.text == "set" and told == "-o vi")):
            self.edit(first.start, command.words[-1].end, f"__refused 1 {quote(f'bash: {first.text}: {NO_EDITOR}')}")
        elif self.names.asks_version(command.words):
            self.edit(first.start, command.words[1].end, f"__version {first.text}")
        elif first.text in RENAMED:
            self.edit(first.start, first.end, RENAMED[first.text])
        else:
            return False
        return True

    def standard_input(self, command: Command) -> None:
        """`/dev/stdin` as a file's name: our commands and bashkit's readers know it as `-`."""
        first = command.words[0]
        if (first.text in READERS and first.text != "wc") or self.names.is_own(command.words):
            for word in command.words[1:]:
                if found := STDIN.fullmatch(word.text):
                    self.edit(word.start, word.end, f"{found[1]}-")

    def trap(self, command: Command) -> None:
        """What a trap does is looked for behind our commands; see trapping.py."""
        name = command.words[0].text
        behind = f'__trapped $? "$({QUIETLY} trap -p)"' if name == "trap" else 'eval "$(__caught $?)"'
        if name == "trap" or name in self.setting.told or self.names.is_own(command.words):
            self.edit(command.start, command.start, "{ ")
            self.edit(command.end, command.end, f"; {behind}; }}")

    def clock(self, command: Command) -> None:
        """`SECONDS=0`: the clock that `$SECONDS` tells is ours."""
        for word in command.assignments:
            if word.text.startswith("SECONDS="):
                self.edit(command.start, command.start, "{ ")
                self.edit(command.end, command.end, f"; __since {word.text[8:] or 0}; }}")

    def simple(self, command: Command, place: Place) -> None:
        first, streams = command.words[0], place.streams
        if self.setting.trapping and not place.forked:
            self.trap(command)
        if place.fed and self.names.ignores_input(command):
            self.edit(command.end, command.end, " < /dev/null")
        self.standard_input(command)
        if self.renamed(command):
            return
        if first.text == "command" and len(command.words) > 1 and command.words[1].text in ("-v", "-V"):
            self.edit(first.start, first.end, f"__command {NAMED}")
        elif first.text in ("declare", "typeset", "export") and about_functions(command.words):
            self.functions(command)
        elif (word := self.names.program(command.words)) and is_program(word.text):
            self.mark(command, streams)
            self.edit(word.start, word.start, f"__exec {self.line(word)} ")
        elif first.text == "read" and (aside := sharing.read_aside(command)):
            self.edits += [_Edit(*edit) for edit in aside]
        elif first.text == "read" and streams[0] == "i":
            arguments = self.text[first.end : command.words[-1].end]
            self.edit(command.end, command.end, f" < <(__line{arguments})")
        elif first.text in INDIRECT and len(command.words) > 1:
            self.indirect(command, place)
        elif first.text == "exec" and self.merges(command):
            self.edit(command.start, command.end, "__merge")
        elif first.text.startswith(("$", '"$')):
            self.edits += [_Edit(*edit) for edit in file_edits(command)]
            self.mark(command, streams)
            self.restrict(command, streams)
        elif first.text == "cat" and reads_input(command.words) and (place.fed or place.function):
            return  # bashkit's, which knows what is left of the pipe
        else:
            self.ordinary(command, place)

    def functions(self, command: Command) -> None:
        """`declare -f` and `export -f`: what is shown is what was written."""
        first, option = command.words[:2]
        if first.text != "export":
            self.edit(first.start, option.end, f"__functions {FUNCTIONS}")
        elif len(command.words) > 2:
            no_more = " -n" if "n" in option.text else ""
            self.edit(first.start, option.end, f"__exported {self.line(first)} {FUNCTIONS}{no_more}")

    def ordinary(self, command: Command, place: Place) -> None:
        """A program or a function, by its name."""
        first, streams = command.words[0], place.streams
        if "sed" not in self.names.functions:
            self.edits += [_Edit(*edit) for edit in sed_text.edits(command.words)]
        if first.text in PROGRAMS and (wrong := self.names.refused(command.words)):
            self.edit(first.start, first.end, wrong)
        elif first.text == "xargs" and "xargs" not in self.names.functions:
            self.xargs(command, place)
        elif self.viewed(command, place):
            self.mark(command, streams)
            value = self.setting.aliases.get(first.text, first.text)
            self.edit(first.start, first.end, f"__viewed {value}")
        elif self.names.is_own(command.words):
            self.edits += [_Edit(*edit) for edit in file_edits(command)]
            self.mark(command, streams)
            if first.text in self.names.functions:  # or it is the function that has a command's name
                self.restrict(command, streams)
            elif first.text == "cat":
                self.edit(first.start, first.end, "__cat")
        elif self.names.calls(first.text):
            self.call(command, place)
        elif streams[0] == "i" and reads_input(command.words):
            self.edit(command.start, command.start, f"__input{head_lines(command.words)} | ")

    def xargs(self, command: Command, place: Place) -> None:
        """`xargs`: what it runs may be a process, and has its own status for what that gave."""
        rest, found = behind_options(command.words[1:], "IndLsPEa"), "echo"
        self.restrict(command, place.streams)
        if place.streams[0] == "i":
            self.edit(command.start, command.start, "__input | ")
        if rest:
            found = rest[0].text
            if is_program(found):
                self.edit(rest[0].start, rest[0].start, f"__exec {self.line(rest[0])} ")
        if place.last:
            self.edit(command.end, command.end, f" || __xargs $? {found}")

    def viewed(self, command: Command, place: Place) -> bool:
        """Whether it is a program with colours whose output is shown; not in loops and functions that feed it."""
        shown = self.setting.screen and place.streams[1] == "o" and not place.fed and not place.function
        name = command.words[0].text
        return shown and name in VIEWED and name not in self.names.functions and self.names.alias(name) == name

    def call(self, command: Command, place: Place) -> None:
        """A function, or a name that nobody knows yet: bashkit's hint behind its message may go to a file or pipe."""
        first, streams = command.words[0], place.streams
        self.restrict(command, streams)
        if (streams[2] != "e" or place.function or self.setting.source is not None) and self.names.unknown(first.text):
            found = f"$(__name {self.line(first)} {first.text} $? $({QUIETLY} declare -F {first.text}))"
            self.edit(first.start, first.end, found)

    def line(self, word: Word) -> int:
        return self.text.count("\n", 0, word.start) + 1

    def indirect(self, command: Command, place: Place) -> None:
        """`eval` and `.`: their text is rewritten when they run."""
        first, words = command.words[0], command.words
        self.restrict(command, place.streams)
        between = [one for one in command.redirects if first.start < one.start < words[-1].end]
        if between or any(word.text.startswith(("<(", ">(", "/dev/")) for word in words):
            return
        if first.text == "eval":
            self.edit(words[1].start, words[1].start, '"$(__evaluated $? ')
            self.edit(words[-1].end, words[-1].end, ')"')
            return
        self.edit(command.start, command.start, "{ ")
        self.edit(words[1].start, words[1].start, f"<(__sourced $? {self.line(first)} ")
        self.edit(words[1].end, words[1].end, ")")
        self.edit(command.end, command.end, "; __left $?; }")

    def merges(self, command: Command) -> bool:
        """Whether it is `exec 2>&1` of the script itself: bashkit would send errors into the pipes of later lines."""
        top = any(command in line.commands for item in self.script.body.items for line in item.pipelines)
        forms = [(one.descriptor, one.operator, one.target.text) for one in command.redirects]
        return top and len(command.words) == 1 and forms == [("2", ">&", "1")] and not FILED.search(self.text)

    def mark(self, command: Command, streams: str) -> None:
        """Tell a command of ours where its streams go."""
        if streams != "---":
            self.edit(command.words[0].start, command.words[0].start, f"{STREAMS}={streams} ")

    def restrict(self, command: Command, streams: str) -> None:
        """Tell our commands in a function which of their streams go elsewhere where it is called."""
        moved = redirected(Command("group", 0, redirects=command.redirects), self.own)
        lost = [mine for mine, *now in zip(self.own, streams, moved, strict=True) if mine != "-" and "-" in now]
        if lost:
            where = command.words[0].start
            self.edit(where, where, f"{ELSEWHERE}={''.join(lost)}${ELSEWHERE} ")

    def apply(self, start: int, end: int) -> str:
        """A part of the text with its edits."""
        kept = [
            edit for edit in self.edits
            if start <= edit.start <= edit.end <= end
            and not any(a <= edit.start < b and (edit.start, edit.end) != (a, b) for a, b in self.taken)
        ]  # fmt: skip
        out, at = [], start
        for edit in sorted(kept, key=lambda edit: (edit.start, edit.end)):
            if edit.start < at:
                continue
            out += [self.text[at : edit.start], edit.text]
            at = edit.end
        return "".join([*out, self.text[at:end]])
