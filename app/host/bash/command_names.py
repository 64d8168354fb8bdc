"""What the name of a command in a script means: one of our commands, a program of bashkit's, a function, a path."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.host.bash.places import behind_options
from app.host.bash.quoting import quote
from app.host.bash.readers import reads_input
from app.host.bash.reserved import SHELL_BUILTINS
from app.host.bash.script import Command, Word
from app.host.bash.setting import Setting
from app.host.program_options import refused
from app.host.versions import VERSIONS

PATH_WORD = re.compile(r"""^["']?(~|\.{1,2}|\$\{?\w+\}?|[\w.+-]*)["']?/[^()]*$""")
INTERPRETERS = ("bash", "sh", "dash", "ash")
# Programs that run another one; the options after which a value follows.
PREFIXES = {"exec": "a", "command": "", "nohup": "", "nice": "n", "setsid": "", "stdbuf": "ioe"}
# What may run functions, or what they call, besides a function's own name.
INDIRECT = frozenset({"eval", ".", "source"})
NAME = re.compile(r"[A-Za-z_][\w.+-]*")


class CommandNames:
    """Names as they stand in one script; `functions` are those that it may define, or that were defined before."""

    def __init__(self, setting: Setting, functions: Collection[str]) -> None:
        self.setting, self.functions = setting, functions

    def program(self, words: list[Word]) -> Word | None:
        """The word that names the program, behind `exec`, `nohup` and their like."""
        rest = list(words)
        while rest and rest[0].text in PREFIXES:
            rest = behind_options(rest[1:], PREFIXES[rest[0].text], assignments=True)
        return rest[0] if rest else None

    def alias(self, name: str) -> str:
        """The command behind an alias, or the name itself."""
        value = self.setting.aliases.get(name, name).strip()
        return value.split()[0] if value else name

    def is_own(self, words: list[Word]) -> bool:
        """Whether it is a command of ours, maybe behind `exec` or `command`."""
        word = self.program(words)
        names = {self.alias(words[0].text)} | ({word.text} if word else set())
        own = (self.setting.own, self.setting.told)
        return any(name in known for name in names for known in own) or any(n.startswith(("$", '"$')) for n in names)

    def calls(self, name: str) -> bool:
        """Whether it may be a function, or run one."""
        if name in INDIRECT or name in self.functions:
            return True
        return self.alias(name) not in self.setting.programs and name not in SHELL_BUILTINS

    def unknown(self, name: str) -> bool:
        """Whether nothing is known of that name."""
        return bool(NAME.fullmatch(name)) and not (
            name in self.functions
            or name in self.setting.aliases
            or name in self.setting.programs
            or name in SHELL_BUILTINS
            or name in self.setting.told
        )

    def ignores_input(self, command: Command) -> bool:
        """Whether a command is a program that does not ask for its standard input."""
        words = command.words
        name = self.alias(words[0].text)
        if name not in self.setting.programs and not is_program(name):
            return False
        asks = {"-", "-i", "-it", "-ti", "--stdin", "/dev/stdin"} & {word.text for word in words}
        return not asks and not reads_input(words)

    def takes_input(self, words: list[Word]) -> bool:
        """Whether a command takes all of an input that it shares with others."""
        return self.alias(words[0].text) == words[0].text not in self.functions and reads_input(words)

    def asks_version(self, words: list[Word]) -> bool:
        """Whether it asks a program of bashkit's for its version, which is another's."""
        name = words[0].text
        told = [word.text for word in words[1:]]
        alone = told == ["--version"] or (name == "yq" and told == ["-V"])
        return alone and name in VERSIONS and name not in self.functions and name not in self.setting.own

    def refused(self, words: list[Word]) -> str:
        """What stands for the name of one of bashkit's programs that is given options it does not have."""
        name = words[0].text
        other = name in self.functions or name in self.setting.own or self.alias(name) != name
        return "" if other else refused([word.text for word in words], quote)


def about_functions(words: list[Word]) -> bool:
    """Whether it is `declare -f` or `export -f`."""
    options = ("-f", "-fp", "-pf", "-nf", "-fn")
    return len(words) > 1 and words[1].text in options and not any("=" in word.text for word in words)


def is_program(text: str) -> bool:
    """Whether a command's name must be looked for in the file system, or is a shell."""
    return text in INTERPRETERS or bool(PATH_WORD.match(text))
