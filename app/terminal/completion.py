"""Tab completion: commands, files, variables, aliases; kubectl's own words come from kubectl."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from app.host.bash.reserved import RESERVED, SHELL_BUILTINS
from app.host.bash.script import METACHARACTERS
from app.host.bash.shell import Shell
from app.kubectl import program
from app.kubectl.completing import FILTER_FILES
from app.kubectl.completing_arguments import NO_FILES, NO_SPACE

LIMIT = 500
SPECIAL = re.compile(r"""([\s'"\\$&|;<>()*?\[\]{}`!#~])""")
TAKE_COMMANDS = ("sudo", "watch", "time", "which", "type", "man", "command")
DIRECTORY_COMMANDS = ("cd", "rmdir", "pushd", "mkdir")


@dataclass(frozen=True)
class Completion:
    """What may stand from `start` (an offset in the line) to the cursor. `common` is what all words begin with.

    A word ends in a space when it is finished, in `/` when it is a directory. `shown` is what a list shows for each.
    """

    start: int
    words: tuple[str, ...]
    common: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Half:
    """A half-typed line: the words of its last simple command, and the word at the cursor with its place."""

    words: tuple[str, ...]
    word: str
    start: int
    redirected: bool


async def complete(shell: Shell, line: str) -> Completion:
    """What may follow `line`, which ends at the cursor."""
    half = _half(line)
    if found := re.search(r"\$\{?(\w*)$", half.word):
        names = sorted(name for name in shell.variables if name.startswith(found[1]) and not name.startswith("__"))
        brace = "}" if half.word[found.start() :].startswith("${") else ""
        opening = half.word[: found.start()] + ("${" if brace else "$")
        return _completion(half, [opening + name + brace for name in names], [""] * len(names))
    aliases = shell.aliases
    words = _expanded(half.words, aliases)
    if not words and not half.redirected:
        return _commands(shell, half, aliases)
    if words and posixpath.basename(words[0]) in ("kubectl",) and not half.redirected:
        offered = await program.offer([*words, half.word], shell.host.machine(shell), shell.host.spec.kubectl_release)
        if offered.directive & FILTER_FILES:
            return _files(shell, half, directories=False, endings=offered.words)
        if offered.words or offered.directive & NO_FILES:
            names = sorted({word.partition("\t")[0] for word in offered.words})
            open_ended = bool(offered.directive & NO_SPACE)
            return _completion(half, names, ["" if open_ended or word.endswith(("=", "/")) else " " for word in names])
    if (
        words
        and words[0] in ("sudo", "watch", "time", "which", "type", "man", "command", "timeout")
        and len(words) == 1
    ):
        return _commands(shell, half, aliases)
    return _files(shell, half, directories=bool(words) and words[0] in DIRECTORY_COMMANDS)


def _completion(half: _Half, words: list[str], endings: list[str]) -> Completion:
    words, endings = words[:LIMIT], endings[:LIMIT]
    if len(words) == 1:
        return Completion(half.start, (words[0] + endings[0],), words[0] + endings[0], (words[0],))
    return Completion(half.start, tuple(words), _common(words), tuple(words))


def _common(words: list[str]) -> str:
    """What all words begin with."""
    if not words:
        return ""
    first, last = min(words), max(words)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]


def _half(line: str) -> _Half:
    """Cut a line into the words before the cursor; quotes are taken off, separators start over."""
    words: list[str] = []
    word, start, quote, i, redirected = "", len(line), "", 0, False
    inside = False
    while i < len(line):
        char = line[i]
        if not inside and char not in METACHARACTERS:
            inside, start = True, i
        if quote:
            if char == quote:
                quote = ""
            else:
                word += char
        elif char in "'\"" and inside:
            quote = char
        elif char == "\\" and i + 1 < len(line):
            i += 1
            word += line[i]
        elif char in METACHARACTERS:
            if inside and not redirected:
                words.append(word)
            if inside:
                redirected = False
            word, inside = "", False
            if char in "|;&(\n":
                words = []
            elif char in "<>":
                redirected = True
        else:
            word += char
        i += 1
    return _Half(tuple(words), word, start if inside else len(line), redirected)


def _expanded(words: tuple[str, ...], aliases: dict[str, str]) -> list[str]:
    """The words behind assignments, with an alias for what it stands."""
    rest = list(words)
    while rest and re.match(r"\w+=", rest[0]):
        rest.pop(0)
    if rest and rest[0] in aliases:
        rest[:1] = aliases[rest[0]].split()
    if len(rest) > 1 and rest[0] in ("sudo", "time", "watch"):
        rest.pop(0)
    return rest


def _commands(shell: Shell, half: _Half, aliases: dict[str, str]) -> Completion:
    if "/" in half.word:
        return _files(shell, half, directories=False)
    names = {*aliases, *SHELL_BUILTINS, *RESERVED}
    for folder in shell.variables.get("PATH", "").split(":"):
        if shell.host.files.kind_of(folder) == "directory":
            names.update(shell.host.files.list_directory(folder))
    found = sorted(name for name in names if name.startswith(half.word) and not name.startswith("_"))
    return _completion(half, found, [" "] * len(found))


def _files(shell: Shell, half: _Half, *, directories: bool, endings: tuple[str, ...] = ()) -> Completion:
    files, home = shell.host.files, shell.host.spec.home
    folder, _, prefix = half.word.rpartition("/")
    shown = folder + "/" if "/" in half.word else ""
    path = posixpath.join(shell.cwd, shown if not shown.startswith("~/") else home + shown[1:])
    if files.kind_of(path) != "directory":
        return _completion(half, [], [])
    words, tails = [], []
    for name in files.list_directory(path):
        kind = files.kind_of(posixpath.join(path, name))
        if name.startswith(prefix) and (prefix.startswith(".") or not name.startswith(".")):
            if kind != "directory" and (directories or (endings and name.rpartition(".")[2] not in endings)):
                continue
            words.append(SPECIAL.sub(r"\\\1", shown + name) if not shown.startswith("~") else shown + name)
            tails.append("/" if kind == "directory" else " ")
    return _completion(half, words, tails)
