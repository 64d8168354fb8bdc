"""The skeleton of a bash script: lists, pipelines, simple commands and where their words stand. Nothing is expanded."""

from __future__ import annotations

from dataclasses import dataclass, field

METACHARACTERS = " \t\n;&|<>()"
OPERATORS = (
    "<<<", "<<-", "&>>", ";;&", "&&", "||", ";;", ";&", "|&", "<<", ">>", ">|", "<&", ">&", "<>", "&>",
    ";", "&", "|", "<", ">", "(", ")", "\n",
)  # fmt: skip
REDIRECTIONS = ("<<<", "<<-", "<<", "<&", "<>", "<", "&>>", "&>", ">>", ">|", ">&", ">")
RESERVED_ENDS = ("then", "else", "elif", "fi", "do", "done", "esac", "}", "in")


class IncompleteError(Exception):
    """The text ends before the command does. `quote` is the character that is still missing, `` for a construct."""

    def __init__(self, quote: str = "", line: int = 0) -> None:
        super().__init__(quote)
        self.quote, self.line = quote, line


class SyntaxNearError(Exception):
    """A token that cannot stand where it stands; `at` is its offset."""

    def __init__(self, token: str, at: int) -> None:
        super().__init__(token)
        self.token, self.at = token, at


@dataclass(frozen=True)
class Word:
    """A word as written, with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Redirect:
    """A redirection: operator, file descriptor as written (`` for the default) and target."""

    operator: str
    descriptor: str
    target: Word
    start: int


@dataclass
class Command:
    """A simple command (`kind` is `simple`) or a compound one (`group`, `subshell`, `if`, `for`, `function`, ...)."""

    kind: str
    start: int
    end: int = 0
    assignments: list[Word] = field(
        default_factory=list
    )  # of `for`, `select`: name, and words behind `in`; of `case`: the word
    words: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    lists: list[CommandList] = field(default_factory=list)
    errors_piped: bool = False  # `|&` follows

    def reads_elsewhere(self) -> bool:
        """Whether standard input is redirected."""
        return any(r.operator.startswith("<") and r.descriptor in ("", "0") for r in self.redirects)


@dataclass
class Pipeline:
    """Commands joined by pipes; `timed` is where `time` stands before them."""

    start: int
    end: int = 0
    commands: list[Command] = field(default_factory=list)
    timed: Word | None = None
    negated: bool = False


@dataclass
class AndOr:
    """Pipelines joined by && and ||, and what ends them: `;`, `&`, a newline or nothing."""

    start: int
    end: int = 0
    pipelines: list[Pipeline] = field(default_factory=list)
    terminator: str = ""
    terminator_at: int = 0


@dataclass
class CommandList:
    """Commands that run one after the other."""

    items: list[AndOr] = field(default_factory=list)


@dataclass
class Heredoc:
    """A here-document: where its operator, its body and the line that ends it stand."""

    at: int
    delimiter: str
    quoted: bool
    strip_tabs: bool
    body: int = -1
    end: int = -1


@dataclass
class Script:
    """A parsed text. `parameters` are the places of `$x` and `${x...}` outside single quotes: (start, end, name)."""

    text: str
    body: CommandList = field(default_factory=CommandList)
    heredocs: list[Heredoc] = field(default_factory=list)
    parameters: list[tuple[int, int, str]] = field(default_factory=list)
    substitutions: list[CommandList] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)  # names of those that it defines
    complete_until: int = 0  # the end of the last complete top-level line: what bash had run before an error
    unfinished_heredoc: Heredoc | None = None


def is_assignment(text: str) -> bool:
    """Whether a word before a command's name sets a variable: `a=1`, `a+=1`, `a[0]=1`."""
    name, equals, _ = text.partition("=")
    if not equals:
        return False
    name = name.removesuffix("+")
    if name.endswith("]") and "[" in name:
        name = name[: name.index("[")]
    return name.isidentifier() and name.isascii()
