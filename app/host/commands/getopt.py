"""getopt: a script's options, sorted and quoted. Follows util-linux misc-utils/getopt.c and glibc getopt_long."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.host.bash.quoting import quote
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "getopt <optstring> <parameters>\n getopt [options] [--] <optstring> <parameters>\n"
    " getopt [options] -o|--options <optstring> [options] [--] <parameters>",
    "Parse command options.",
    (
        Option("a", "alternative", "", "allow long options starting with single -"),
        Option("l", "longoptions", "LONGOPTS", "the long options to be recognized"),
        Option("n", "name", "PROGNAME", "the name under which errors are reported"),
        Option("o", "options", "OPTSTRING", "the short options to be recognized"),
        Option("q", "quiet", "", "disable error reporting by getopt(3)"),
        Option("Q", "quiet-output", "", "no normal output"),
        Option("s", "shell", "SHELL", "set quoting conventions to those of SHELL"),
        Option("T", "test", "", "test for getopt(1) version"),
        Option("u", "unquoted", "", "do not quote the output"),
        Option("V", "version", "", "display version"),
    ),
    status=2,
    intermixed=False,
)
SHELLS = ("sh", "bash", "csh", "tcsh")
TESTED = 4  # the status that says that this is the enhanced getopt


@dataclass
class _Parsed:
    """What becomes of the parameters."""

    letters: str
    longs: Mapping[str, str]  # name -> "", ":" or "::"
    alternative: bool = False
    quoted: bool = True
    shell: str = "bash"
    options: list[str] = field(default_factory=list)
    operands: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def read(self, rest: list[str], order: str) -> None:
        """Take the parameters apart; `order` is `+` where operands end the options, `-` where they keep their place."""
        while rest:
            word = rest.pop(0)
            if word == "--":
                self.operands += rest
                return
            if not word.startswith("-") or word == "-":
                if order == "+":
                    self.operands += [word, *rest]
                    return
                (self.options if order == "-" else self.operands).append(self.shown(word) if order == "-" else word)
            elif word.startswith("--"):
                self._long(word, word[2:], rest)
            elif not (self.alternative and self._long(word, word[1:], rest, perhaps=len(word) > 1)):
                self._short(word[1:], rest)

    def _long(self, word: str, text: str, rest: list[str], *, perhaps: bool = False) -> bool:
        name, equals, value = text.partition("=")
        found = [name] if name in self.longs else [long for long in self.longs if long.startswith(name)]
        if not found and perhaps and word[1:2] in self.letters:
            return False
        if len(found) != 1:
            either = " ".join(f"'--{long}'" for long in found)
            ambiguous = f"option '{word}' is ambiguous; possibilities: {either}"
            self.wrong.append(ambiguous if found else f"unrecognized option '{word}'")
            return True
        long = found[0]
        wants = self.longs[long]
        if equals and not wants:
            self.wrong.append(f"option '--{long}' doesn't allow an argument")
        elif wants == ":" and not equals and not rest:
            self.wrong.append(f"option '--{long}' requires an argument")
        else:
            given = [self.shown(value if equals or wants == "::" else rest.pop(0))] if wants else []
            self.options += [f"--{long}", *given]
        return True

    def _short(self, letters: str, rest: list[str]) -> None:
        for at, letter in enumerate(letters, 1):
            place = self.letters.find(letter) if letter != ":" else -1
            if place < 0:
                self.wrong.append(f"invalid option -- '{letter}'")
                continue
            wants = self.letters[place + 1 : place + 3]
            if not wants.startswith(":"):
                self.options.append(f"-{letter}")
                continue
            value = letters[at:]
            if not value and wants != "::":
                if not rest:
                    self.wrong.append(f"option requires an argument -- '{letter}'")
                    return
                value = rest.pop(0)
            self.options += [f"-{letter}", self.shown(value)]
            return

    def shown(self, value: str) -> str:
        """A value as the shell will read it."""
        if not self.quoted:
            return value
        if "csh" not in self.shell:
            return quote(value)
        for character in "!\n\t ":
            escape = {"\n": "\\n"}.get(character, f"\\{character}")
            value = value.replace(character, f"\0{escape}\0")
        return quote(value).replace("\0", "'")


async def main(run: Invocation) -> int:
    """Sort them."""
    old = bool(run.args) and not run.args[0].startswith("-")
    if old:  # `getopt OPTSTRING PARAMETERS`: nothing is quoted
        run.argv[1:1] = ["-u", "-o", run.args[0], "--"]
        run.argv.pop(5)
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if "test" in options:
        return TESTED
    if "version" in options:
        await run.stdout.write("getopt from util-linux 2.39.3\n")
        return 0
    shell = options.last("shell", "bash")
    if shell not in SHELLS:
        return await _wrong(run, "unknown shell after -s or --shell argument")
    rest = list(options.operands)
    if "options" not in options and not rest:
        return await _wrong(run, "missing optstring argument")
    letters = options.last("options") if "options" in options else rest.pop(0)
    names = [name for given in options.all("longoptions") for name in given.replace(",", " ").split()]
    longs = {name.rstrip(":"): name[len(name.rstrip(":")) :] for name in names}
    order = letters[:1] if letters[:1] in ("+", "-") else "+" if "POSIXLY_CORRECT" in run.env else ""
    parsed = _Parsed(letters.lstrip("+-"), longs, "alternative" in options, "unquoted" not in options, shell)
    parsed.read(rest, order)
    if "quiet" not in options:
        name = options.last("name", "getopt")
        await run.stderr.write("".join(f"{posixpath.basename(name)}: {text}\n" for text in parsed.wrong))
    if "quiet-output" not in options:
        words = [*parsed.options, "--", *map(parsed.shown, parsed.operands)]
        await run.stdout.write("".join(f" {word}" for word in words) + "\n")
    return 1 if parsed.wrong else 0


async def _wrong(run: Invocation, text: str) -> int:
    await run.stderr.write(f"getopt: {text}\nTry 'getopt --help' for more information.\n")
    return 2
