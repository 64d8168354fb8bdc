"""jq's options. Follows jqlang/jq src/main.c."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.host.jq.building import MistakeError
from app.host.jq.reading import ParseError, Reader, parse
from app.host.jq.values import Value

VERSION = "1.7.1"
CONFIGURATION = (
    "--build=x86_64-linux-gnu --prefix=/usr --includedir=${prefix}/include --mandir=${prefix}/share/man "
    "--infodir=${prefix}/share/info --sysconfdir=/etc --localstatedir=/var --disable-option-checking "
    "--disable-silent-rules --libdir=${prefix}/lib/x86_64-linux-gnu --runstatedir=/run --disable-maintainer-mode "
    "--disable-dependency-tracking --with-oniguruma"
)
EXAMPLE = (
    "\nUsage:\tjq [options] <jq filter> [file...]\n"
    "\tjq [options] --args <jq filter> [strings...]\n"
    "\tjq [options] --jsonargs <jq filter> [JSON_TEXTS...]\n"
)
SUMMARY = f"""jq - commandline JSON processor [version {VERSION}]
{EXAMPLE}
jq is a tool for processing JSON inputs, applying the given filter to
its JSON text inputs and producing the filter's results as JSON on
standard output.

The simplest filter is ., which copies jq's input to its output
unmodified except for formatting. For more advanced filters see
the jq(1) manpage ("man jq") and/or https://jqlang.github.io/jq/.

Example:

\t$ echo '{{"foo": 0}}' | jq .
\t{{
\t  "foo": 0
\t}}

"""
SHORT_HELP = SUMMARY + "For listing the command options, use jq --help.\n"
# Letter, word, what follows, what it does. Those that may stand together in one word, as jq looks for them.
OPTIONS = (
    ("n", "null-input", "", ("use `null` as the single input value;",)),
    ("R", "raw-input", "", ("read each line as string instead of JSON;",)),
    ("s", "slurp", "", ("read all inputs into an array and use it as", "the single input value;")),
    ("c", "compact-output", "", ("compact instead of pretty-printed output;",)),
    ("r", "raw-output", "", ("output strings without escapes and quotes;",)),
    ("", "raw-output0", "", ("implies -r and output NUL after each output;",)),
    ("j", "join-output", "", ("implies -r and output without newline after", "each output;")),
    ("a", "ascii-output", "", ("output strings by only ASCII characters", "using escape sequences;")),
    ("S", "sort-keys", "", ("sort keys of each object on output;",)),
    ("C", "color-output", "", ("colorize JSON output;",)),
    ("M", "monochrome-output", "", ("disable colored output;",)),
    ("", "tab", "", ("use tabs for indentation;",)),
    ("", "indent", "n", ("use n spaces for indentation (max 7 spaces);",)),
    ("", "unbuffered", "", ("flush output stream after each output;",)),
    ("", "stream", "", ("parse the input value in streaming fashion;",)),
    ("", "stream-errors", "", ("implies --stream and report parse error as", "an array;")),
    ("", "seq", "", ("parse input/output as application/json-seq;",)),
    ("f", "from-file", "file", ("load filter from the file;",)),
    ("L", "", "directory", ("search modules from the directory;",)),
    ("", "arg", "name value", ("set $name to the string value;",)),
    ("", "argjson", "name value", ("set $name to the JSON value;",)),
    ("", "slurpfile", "name file", ("set $name to an array of JSON values read", "from the file;")),
    ("", "rawfile", "name file", ("set $name to string contents of file;",)),
    ("", "args", "", ("consume remaining arguments as positional", "string values;")),
    ("", "jsonargs", "", ("consume remaining arguments as positional", "JSON values;")),
    ("e", "exit-status", "", ("set exit status code based on the output;",)),
    ("V", "version", "", ("show the version;",)),
    ("-", "build-configuration", "", ("show jq's build configuration;",)),
    ("h", "help", "", ("show the help;",)),
    ("--", "", "", ("terminates argument processing;",)),
)
LETTERS = {letter: word for letter, word, _, _ in OPTIONS if len(letter) == 1 and letter not in "-L"} | {"b": "binary"}
WORDS = frozenset(word for _, word, _, _ in OPTIONS if word) | {"binary"}
DEFAULT_SEARCH = ("~/.jq", "$ORIGIN/../lib/jq", "$ORIGIN/../lib")


def help_text() -> str:
    """What `jq --help` prints."""
    lines = ["Command options:"]
    for letter, word, following, texts in OPTIONS:
        if letter == "-":
            left = f"  --{word}"
        elif letter == "--":
            left = "  --"
        else:
            front = f"  -{letter}" if letter else "    "
            left = f"{front}{', ' if letter and word else '  ' if word else ''}{'--' + word if word else ''}"
            left += f" {following}" if following else ""
        lines.append(f"{left:<28}{texts[0]}")
        lines += [" " * 28 + text for text in texts[1:]]
    lines += [
        "",
        "Named arguments are also available as $ARGS.named[], while",
        "positional arguments are available as $ARGS.positional[].",
    ]
    return SUMMARY + "\n".join(lines) + "\n"


class WrongUsageError(Exception):
    """What jq refuses before it begins: a text for standard error, and its exit status."""

    def __init__(self, text: str, advice: bool = True) -> None:
        super().__init__(text)
        self.text = text + "\n"
        if advice:
            self.text += (
                "Use jq --help for help with command-line options,\n"
                "or see the jq manpage, or online docs  at https://jqlang.github.io/jq\n"
            )


@dataclass
class Settings:
    """A command line, read."""

    program: str | None = None
    files: list[str] = field(default_factory=list)
    on: set[str] = field(default_factory=set)
    indent: str | None = "  "
    named: dict[str, Value] = field(default_factory=dict)
    positional: list[Value] = field(default_factory=list)
    search: list[str] | None = None
    answer: str = ""  # printed instead of anything else

    @property
    def variables(self) -> dict[str, Value]:
        """The variables that the program knows."""
        arguments = {"positional": self.positional, "named": dict(self.named)}
        return {"JQ_BUILD_CONFIGURATION": CONFIGURATION, **self.named, "ARGS": arguments}


class _Line:
    def __init__(self, words: list[str], load: Callable[[str], bytes]) -> None:
        self.words, self.load = words, load
        self.at = 0
        self.settings = Settings()
        self.rest = ""  # "args" or "jsonargs": what further words are

    def read(self) -> Settings:
        ended = False
        while self.at < len(self.words) and not self.settings.answer:
            word = self.words[self.at]
            if ended or not re.match(r"-[-a-zA-Z]", word):
                self.operand(word)
            elif word == "--":
                ended = True
            elif word[1] == "L":
                self.search(word)
            elif word[1] == "-":
                self.long(word)
            else:
                self.short(word)
            self.at += 1
        return self.settings

    def operand(self, word: str) -> None:
        if self.settings.program is None:
            self.settings.program = word
        elif self.rest == "args":
            self.settings.positional.append(word)
        elif self.rest:
            self.settings.positional.append(self.value(word, "--jsonargs"))
        else:
            self.settings.files.append(word)

    def value(self, text: str, option: str) -> Value:
        try:
            return parse(text)
        except (ParseError, MistakeError):
            raise WrongUsageError(f"jq: invalid JSON text passed to {option}") from None

    def search(self, word: str) -> None:
        places = self.settings.search = self.settings.search or []
        if len(word) > 2:
            places.append(word[2:])
        elif self.at + 1 >= len(self.words):
            raise WrongUsageError("-L takes a parameter: (e.g. -L /search/path or -L/search/path)")
        else:
            self.at += 1
            places.append(self.words[self.at])

    def short(self, word: str) -> None:
        letters = set(word[1:]) & LETTERS.keys()
        for letter in LETTERS:  # jq looks for them in its own order
            if letter in letters:
                self.switch(LETTERS[letter])
        if len(letters) != len(word) - 1 and not self.settings.answer:
            raise WrongUsageError(f"jq: Unknown option {word}")

    def long(self, word: str) -> None:
        name = word[2:]
        if name not in WORDS:
            raise WrongUsageError(f"jq: Unknown option {word}")
        if name in ("arg", "argjson", "slurpfile", "rawfile"):
            self.named(name)
        elif name == "indent":
            self.indent()
        else:
            self.switch(name)

    def switch(self, name: str) -> None:
        settings = self.settings
        if name in ("args", "jsonargs"):
            self.rest = name
        elif name == "compact-output":
            settings.indent = None
        elif name == "tab":
            settings.indent = "\t"
        elif name in ("help", "version", "build-configuration"):
            answers = {"help": help_text(), "version": f"jq-{VERSION}\n", "build-configuration": CONFIGURATION + "\n"}
            settings.answer = settings.answer or answers[name]
        else:
            implied = {
                "raw-output0": {"raw-output", "join"},
                "join-output": {"raw-output", "join"},
                "stream-errors": {"stream"},
            }
            settings.on |= {name} | implied.get(name, set())

    def indent(self) -> None:
        if self.at + 1 >= len(self.words):
            raise WrongUsageError("jq: --indent takes one parameter")
        self.at += 1
        digits = re.match(r"\s*[-+]?\d+", self.words[self.at])
        size = int(digits[0]) if digits else 0
        if not -1 <= size <= 7:
            raise WrongUsageError("jq: --indent takes a number between -1 and 7")
        self.settings.indent = "\t" if size < 0 else " " * size or None

    def named(self, option: str) -> None:
        if self.at + 2 >= len(self.words):
            example = {"arg": "varname value", "argjson": "varname text"}.get(option, "varname filename")
            raise WrongUsageError(f"jq: --{option} takes two parameters (e.g. --{option} {example})")
        name, text = self.words[self.at + 1 : self.at + 3]
        self.at += 2
        if name in self.settings.named:
            return
        if option == "arg":
            self.settings.named[name] = text
        elif option == "argjson":
            self.settings.named[name] = self.value(text, "--argjson")
        else:
            self.settings.named[name] = self.file(option, name, text)

    def file(self, option: str, name: str, path: str) -> Value:
        try:
            data = self.load(path)
            if option == "rawfile":
                return data.decode("utf-8", "replace")
            return [one.value for one in Reader().feed(data, end=True)]
        except OSError as error:
            problem = f"Could not open {path}: {reason(error)}"
        except ParseError as wrong:
            problem = str(wrong.value)
        raise WrongUsageError(f"jq: Bad JSON in --{option} {name} {path}: {problem}", advice=False)


def reason(error: OSError) -> str:
    """Why a file cannot be read, as jq says it."""
    return "It's a directory" if isinstance(error, IsADirectoryError) else str(error.strerror)


def read(words: list[str], load: Callable[[str], bytes]) -> Settings:
    """The settings of a command line; WrongUsageError."""
    return _Line(words, load).read()


def without_shebang(source: str) -> str:
    """A program's file without the lines that start jq from a shell."""
    lines = source.split("\n", 2)
    if source.startswith("#!") and len(lines) > 2 and re.fullmatch(r"#.*(?<!\\)\\", lines[1]):
        return lines[2].partition("\n")[2] or source
    return source
