"""The skeleton of a bash script: lists, pipelines, simple commands and where their words stand. Nothing is expanded.

bashkit runs the scripts; this reads them, to know what must happen around its interpreter: which commands go to the
background, whether a line is complete, and what bash says about one that is wrong.
"""

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
    assignments: list[Word] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    lists: list[CommandList] = field(default_factory=list)

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
    complete_until: int = 0  # the end of the last complete top-level line: what bash had run before an error
    unfinished_heredoc: Heredoc | None = None


def parse(text: str) -> Script:
    """Read a script; IncompleteError or SyntaxNearError when it is none (`partial` of either is what was read)."""
    return _Parser(text).program()


def parse_prefix(text: str) -> tuple[Script, IncompleteError | SyntaxNearError | None]:
    """As `parse`, with the error beside what was read before it."""
    parser = _Parser(text)
    try:
        return parser.program(), None
    except (IncompleteError, SyntaxNearError) as error:
        return parser.script, error


class _Words:
    """Reads words: quoting, expansions, substitutions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.i = 0
        self.script = Script(text)
        self.pending: list[Heredoc] = []

    def line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1

    def missing(self, quote: str, at: int) -> IncompleteError:
        return IncompleteError(quote, self.line(at))

    def word(self) -> Word:
        """A word at the cursor, which is not a metacharacter (process substitutions excepted)."""
        start = self.i
        while self.i < len(self.text):
            char = self.text[self.i]
            if char in "<>" and self.text.startswith("(", self.i + 1) and self.i == start:
                self.i += 2
                self.substitution(")")
            elif char == "(" and self.i > start and self.text[self.i - 1] in "@!?*+":
                self.balanced("(", ")")
            elif char == "(" and self.i > start and self.text[self.i - 1] == "=":
                self.array()
            elif char in METACHARACTERS:
                break
            else:
                self.piece(char)
        return Word(self.text[start : self.i], start, self.i)

    def piece(self, char: str) -> None:
        """One character of a word, or one quoted or expanded part."""
        if char == "\\":
            self.i += 2
        elif char == "'":
            self.single()
        elif char == '"':
            self.double()
        elif char == "`":
            self.backtick()
        elif char == "$":
            self.dollar(quoted=False)
        else:
            self.i += 1

    def single(self, opening: int = 1) -> None:
        start = self.i
        self.i += opening
        while self.i < len(self.text) and self.text[self.i] != "'":
            self.i += 2 if opening == 2 and self.text[self.i] == "\\" else 1
        if self.i >= len(self.text):
            raise self.missing("'", start)
        self.i += 1

    def double(self) -> None:
        start = self.i
        self.i += 1
        while self.i < len(self.text) and self.text[self.i] != '"':
            self.inside_double()
        if self.i >= len(self.text):
            raise self.missing('"', start)
        self.i += 1

    def inside_double(self) -> None:
        char = self.text[self.i]
        if char == "\\":
            self.i += 2
        elif char == "`":
            self.backtick()
        elif char == "$":
            self.dollar(quoted=True)
        else:
            self.i += 1

    def backtick(self) -> None:
        start = self.i
        self.i += 1
        while self.i < len(self.text) and self.text[self.i] != "`":
            self.i += 2 if self.text[self.i] == "\\" else 1
        if self.i >= len(self.text):
            raise self.missing("`", start)
        self.i += 1

    def dollar(self, quoted: bool) -> None:
        rest = self.text[self.i + 1 : self.i + 3]
        if rest == "((":
            self.arithmetic(self.i + 1)
        elif rest.startswith("("):
            self.i += 2
            self.substitution(")")
        elif rest.startswith("{"):
            self.braced()
        elif rest.startswith("'") and not quoted:
            self.i += 1
            self.i -= 1
            self.single(opening=2)
        elif rest.startswith('"') and not quoted:
            self.i += 1
            self.double()
        else:
            self.name()

    def name(self) -> None:
        start = self.i
        self.i += 1
        if self.i < len(self.text) and (self.text[self.i].isalpha() or self.text[self.i] == "_"):
            while self.i < len(self.text) and (self.text[self.i].isalnum() or self.text[self.i] == "_"):
                self.i += 1
        elif self.i < len(self.text) and self.text[self.i] in "0123456789!$?#@*-":
            self.i += 1
        else:
            return
        self.script.parameters.append((start, self.i, self.text[start + 1 : self.i]))

    def braced(self) -> None:
        start = self.i
        self.i += 2
        name = self.i
        while self.i < len(self.text) and (self.text[self.i].isalnum() or self.text[self.i] == "_"):
            self.i += 1
        if self.i == name and self.text[name : name + 1] in ("!", "$", "?", "#", "@", "*", "-"):
            self.i += 1
        found = self.text[name : self.i]
        if found == "BASH_SOURCE" and self.text.startswith("[0]}", self.i):
            self.i += 3
            self.script.parameters.append((start, self.i + 1, found))
        while self.i < len(self.text) and self.text[self.i] != "}":
            self.inside_braces()
        if self.i >= len(self.text):
            raise self.missing("}", start)
        self.i += 1
        if self.i == name + len(found) + 1:
            self.script.parameters.append((start, self.i, found))

    def inside_braces(self) -> None:
        char = self.text[self.i]
        if char == '"':
            self.double()
        elif char == "'":
            closing = self.text.find("'", self.i + 1)
            self.i = closing + 1 if closing >= 0 else self.i + 1
        else:
            self.inside_double()

    def arithmetic(self, at: int) -> None:
        """`((...))` at `at`; a `$( (...) )` that only looks so is read as a substitution."""
        start, depth, i = self.i, 0, at
        while i < len(self.text):
            if self.text[i] == "(":
                depth += 1
            elif self.text[i] == ")":
                depth -= 1
                if depth == 0:
                    break
            i += 1
        if i >= len(self.text):
            raise self.missing(")", start)
        if self.text[i - 1] == ")":
            self.parameters_within(at + 2, i - 1)
            self.i = i + 1
        else:
            self.i = at + 1
            self.substitution(")")

    def parameters_within(self, start: int, end: int) -> None:
        """Note the parameters in text that is expanded as within double quotes."""
        keep, self.i = self.i, start
        while self.i < end:
            self.inside_double()
        self.i = keep

    def balanced(self, opening: str, closing: str) -> None:
        start, depth = self.i, 0
        while self.i < len(self.text):
            char = self.text[self.i]
            if char in "\\'\"`$":
                self.piece(char)
                continue
            self.i += 1
            depth += (char == opening) - (char == closing)
            if depth == 0:
                return
        raise self.missing(closing, start)

    def array(self) -> None:
        self.balanced("(", ")")

    def substitution(self, closing: str) -> None:
        """A command list up to its closing parenthesis."""
        start = self.i
        inner = _Parser(self.text)
        inner.i, inner.script = self.i, self.script
        try:
            body = inner.list_until((closing,))
        except IncompleteError as error:
            raise IncompleteError(error.quote or closing, error.line or self.line(start)) from None
        self.i = inner.i
        if not self.text.startswith(closing, self.i):
            raise IncompleteError(closing, self.line(len(self.text)) + (not self.text.endswith("\n")))
        self.i += 1
        self.script.substitutions.append(body)


class _Parser(_Words):
    """Reads commands."""

    def program(self) -> Script:
        body = self.script.body
        while True:
            self.newlines(top=True)
            if self.i >= len(self.text):
                break
            self.complete_line(body)
        if self.pending:
            self.bodies()
        return self.script

    def complete_line(self, body: CommandList) -> None:
        """The and-or lists of one top-level line."""
        while True:
            item = self.and_or()
            body.items.append(item)
            token = self.peek()
            if token in (";", "&"):
                self.terminate(item, token)
                token = self.peek()
            if token == "\n" or self.i >= len(self.text):
                self.newlines(top=True)
                return
            if item.terminator == "" or token not in ("", "(", *REDIRECTIONS):
                raise SyntaxNearError(self.token_text(), self.i)

    def terminate(self, item: AndOr, token: str) -> None:
        item.terminator, item.terminator_at = token, self.i
        self.i += len(token)

    def list_until(self, ends: tuple[str, ...]) -> CommandList:
        """Commands up to (not including) one of these tokens or reserved words, or the end of the text."""
        body = CommandList()
        while True:
            self.newlines()
            if self.at_end(ends):
                return body
            item = self.and_or()
            body.items.append(item)
            token = self.peek()
            if token in (";", "&"):
                self.terminate(item, token)
            elif token != "\n" and not self.at_end(ends):
                raise SyntaxNearError(self.token_text(), self.i)

    def at_end(self, ends: tuple[str, ...]) -> bool:
        return (self.peek() or self.plain_word()) in ends or self.i >= len(self.text)

    def and_or(self) -> AndOr:
        self.blanks()
        item = AndOr(self.i)
        while True:
            item.pipelines.append(self.pipeline())
            item.end = item.pipelines[-1].end
            if self.peek() not in ("&&", "||"):
                return item
            self.i += 2
            self.more()

    def more(self) -> None:
        """After an operator that wants another command: newlines are fine, the end is not."""
        self.newlines()
        if self.i >= len(self.text):
            raise self.unfinished()

    def unfinished(self) -> IncompleteError:
        return IncompleteError("", self.line(len(self.text)) + (not self.text.endswith("\n")))

    def pipeline(self) -> Pipeline:
        self.blanks()
        found = Pipeline(self.i)
        while True:
            word = self.plain_word()
            if word == "!":
                found.negated = True
            elif word == "time":
                found.timed = Word(word, self.i, self.i + 4)
            elif not (word == "-p" and found.timed):
                break
            self.i += len(word)
            self.blanks()
        if found.timed and (self.peek() in ("\n", ";") or self.i >= len(self.text)):
            found.end = self.i
            return found
        while True:
            found.commands.append(self.command())
            found.end = found.commands[-1].end
            if self.peek() not in ("|", "|&"):
                return found
            self.i += len(self.peek())
            self.more()

    def command(self) -> Command:
        self.blanks()
        start, token, word = self.i, self.peek(), self.plain_word()
        if token == "(" and not self.text.startswith("((", self.i):
            return self.compound("subshell", start)
        if token == "(":
            return self.double_parenthesis(start)
        if word == "[[":
            return self.conditional(start)
        if word in ("{", "if", "while", "until", "for", "select", "case", "function", "coproc"):
            return self.compound(word, start)
        if word in RESERVED_ENDS and word != "in":
            raise SyntaxNearError(word, self.i)
        if token != "" and token not in REDIRECTIONS:
            raise SyntaxNearError(self.token_text(), self.i)
        if self.i >= len(self.text) or token == "\n":
            raise self.unfinished()
        return self.simple(start)

    def simple(self, start: int) -> Command:
        command = Command("simple", start)
        while True:
            self.blanks()
            if self.redirection(command):
                continue
            token = self.peek()
            if token == "(" and len(command.words) == 1 and not command.assignments:
                return self.function(command)
            if token != "" or self.i >= len(self.text):
                break
            word = self.word()
            if not command.words and is_assignment(word.text):
                command.assignments.append(word)
            else:
                command.words.append(word)
            command.end = word.end
        if command.redirects:
            command.end = max(command.end, *(r.target.end for r in command.redirects))
        return command

    def function(self, command: Command) -> Command:
        opening = self.i
        self.i += 1
        self.blanks()
        if self.peek() != ")":
            if self.i >= len(self.text):
                raise self.unfinished()
            raise SyntaxNearError(self.token_text(), opening if self.peek() == "" else self.i)
        self.i += 1
        self.newlines()
        if self.i >= len(self.text):
            raise self.unfinished()
        body = self.command()
        if body.kind == "simple":
            raise SyntaxNearError(body.words[0].text if body.words else ";", body.start)
        return Command("function", command.start, body.end, words=command.words, lists=body.lists)

    def redirection(self, command: Command) -> bool:
        """Read one redirection; False when there is none here."""
        start, i = self.i, self.i
        while i < len(self.text) and self.text[i].isdigit():
            i += 1
        if i == self.i and self.text.startswith("{", i):
            closing = self.text.find("}", i)
            if self.text[i + 1 : closing].isidentifier() and self.text[closing + 1 : closing + 2] in ("<", ">"):
                i = closing + 1
        operator = next((op for op in REDIRECTIONS if self.text.startswith(op, i)), "")
        if not operator or (operator in "<>" and self.text.startswith("(", i + 1)):
            return False
        descriptor = self.text[self.i : i]
        self.i = i + len(operator)
        self.blanks()
        if self.peek():
            raise SyntaxNearError(self.token_text(), self.i)
        if self.i >= len(self.text):
            raise SyntaxNearError("newline", self.i)
        target = self.word()
        command.redirects.append(Redirect(operator, descriptor, target, start))
        if operator in ("<<", "<<-"):
            self.heredoc(operator, target)
        command.end = target.end
        return True

    def heredoc(self, operator: str, target: Word) -> None:
        bare = target.text.replace("\\", "").replace("'", "").replace('"', "")
        found = Heredoc(target.start, bare, bare != target.text, operator == "<<-")
        self.pending.append(found)
        self.script.heredocs.append(found)

    def bodies(self) -> None:
        """The here-documents whose line just ended; the cursor stands behind its newline."""
        for found in self.pending:
            found.body = self.i
            while True:
                if self.i >= len(self.text):
                    found.end = len(self.text)
                    self.script.unfinished_heredoc = found
                    break
                newline = self.text.find("\n", self.i)
                end = len(self.text) if newline < 0 else newline
                line = self.text[self.i : end]
                self.i = min(end + 1, len(self.text))
                if (line.lstrip("\t") if found.strip_tabs else line) == found.delimiter:
                    found.end = self.i
                    break
            if not found.quoted:
                self.expanded_body(found)
        self.pending = []

    def expanded_body(self, found: Heredoc) -> None:
        keep = self.i
        try:
            self.parameters_within(found.body, found.end)
        except (IncompleteError, SyntaxNearError):
            pass
        finally:
            self.i = keep

    def compound(self, word: str, start: int) -> Command:
        kind = {"{": "group"}.get(word, word)
        command = Command(kind, start)
        self.i += 1 if word == "subshell" else len(word)
        getattr(self, f"_{kind}")(command)
        command.end = self.i
        self.blanks()
        while self.redirection(command):
            self.blanks()
        return command

    def until(self, command: Command, *ends: str) -> str:
        """A list that must end with one of these words; takes the word and returns it."""
        body = self.list_until((*ends, *RESERVED_ENDS, ")", ";;", ";&", ";;&"))
        command.lists.append(body)
        token = self.plain_word() or self.peek()
        if self.i >= len(self.text):
            raise self.unfinished()
        if token not in ends or not body.items:
            raise SyntaxNearError(token if token != "\n" else "newline", self.i)
        self.i += len(token)
        return token

    def _group(self, command: Command) -> None:
        self.until(command, "}")

    def _subshell(self, command: Command) -> None:
        self.until(command, ")")

    def _if(self, command: Command) -> None:
        self.until(command, "then")
        while (word := self.until(command, "elif", "else", "fi")) == "elif":
            self.until(command, "then")
        if word == "else":
            self.until(command, "fi")

    def _while(self, command: Command) -> None:
        self.until(command, "do")
        self.until(command, "done")

    _until = _while

    def _for(self, command: Command) -> None:
        self.blanks()
        if self.text.startswith("((", self.i):
            self.arithmetic(self.i)
        else:
            if self.i >= len(self.text):
                raise self.unfinished()
            if self.peek():
                raise SyntaxNearError(self.token_text(), self.i)
            self.word()
            self.newlines()
            if self.plain_word() == "in":
                self.i += 2
                self.words_until_terminator()
        if self.peek() == ";":
            self.i += 1
        self.newlines()
        if self.i >= len(self.text):
            raise self.unfinished()
        if self.plain_word() == "{":
            self.i += 1
            self.until(command, "}")
            return
        if self.plain_word() != "do":
            raise SyntaxNearError(self.token_text(), self.i)
        self.i += 2
        self.until(command, "done")

    _select = _for

    def words_until_terminator(self) -> None:
        while True:
            self.blanks()
            token = self.peek()
            if token in (";", "\n") or self.i >= len(self.text):
                return
            if token:
                raise SyntaxNearError(self.token_text(), self.i)
            self.word()

    def _case(self, command: Command) -> None:
        self.blanks()
        if self.i >= len(self.text):
            raise self.unfinished()
        self.word()
        self.newlines()
        if self.i >= len(self.text):
            raise self.unfinished()
        if self.plain_word() != "in":
            raise SyntaxNearError(self.token_text(), self.i)
        self.i += 2
        while True:
            self.newlines()
            if self.i >= len(self.text):
                raise self.unfinished()
            if self.plain_word() == "esac":
                self.i += 4
                return
            self.pattern()
            command.lists.append(self.list_until((";;", ";&", ";;&", "esac")))
            if self.peek() in (";;", ";&", ";;&"):
                self.i += len(self.peek())
            elif self.i >= len(self.text):
                raise self.unfinished()

    def pattern(self) -> None:
        """`(a|b)` or `a|b)` before a case's commands."""
        self.blanks()
        if self.peek() == "(":
            self.i += 1
        while True:
            self.blanks()
            if self.peek():
                raise SyntaxNearError(self.token_text(), self.i)
            if self.i >= len(self.text):
                raise self.unfinished()
            self.word()
            self.blanks()
            token = self.peek()
            if token not in ("|", ")"):
                raise self.unfinished() if self.i >= len(self.text) else SyntaxNearError(self.token_text(), self.i)
            self.i += 1
            if token == ")":
                return

    def _function(self, command: Command) -> None:
        self.blanks()
        if self.i >= len(self.text):
            raise self.unfinished()
        command.words.append(self.word())
        self.blanks()
        if self.peek() == "(":
            self.i += 1
            self.blanks()
            if self.peek() != ")":
                raise SyntaxNearError(self.token_text(), self.i)
            self.i += 1
        self.newlines()
        if self.i >= len(self.text):
            raise self.unfinished()
        command.lists = self.command().lists

    def _coproc(self, command: Command) -> None:
        self.blanks()
        command.lists.append(CommandList([AndOr(self.i, 0, [Pipeline(self.i, 0, [self.command()])])]))

    def double_parenthesis(self, start: int) -> Command:
        """`((...))`, or a subshell in a subshell."""
        keep = self.i
        self.arithmetic(self.i)
        if self.text[keep : self.i].endswith("))"):
            command = Command("arithmetic", start, self.i)
        else:
            self.i = keep
            return self.compound("subshell", start)
        self.blanks()
        while self.redirection(command):
            self.blanks()
        return command

    def conditional(self, start: int) -> Command:
        """`[[ ... ]]`: words and operators up to the closing brackets."""
        self.i += 2
        command = Command("conditional", start)
        while True:
            self.blanks()
            if self.i >= len(self.text):
                raise self.unfinished()
            char = self.text[self.i]
            if char in "&|<>()\n;":
                self.i += 1
            elif self.word().text == "]]":
                break
        command.end = self.i
        self.blanks()
        while self.redirection(command):
            self.blanks()
        return command

    # -- tokens

    def blanks(self) -> None:
        """Skip spaces, joined lines and comments (not newlines)."""
        while self.i < len(self.text):
            char = self.text[self.i]
            if char in " \t\r":
                self.i += 1
            elif self.text.startswith("\\\n", self.i):
                self.i += 2
            elif char == "#" and (self.i == 0 or self.text[self.i - 1] in METACHARACTERS):
                newline = self.text.find("\n", self.i)
                self.i = len(self.text) if newline < 0 else newline
            else:
                return

    def newlines(self, top: bool = False) -> None:
        """Skip newlines too; here-documents begin behind the first."""
        while True:
            self.blanks()
            if not self.text.startswith("\n", self.i):
                if top:
                    self.script.complete_until = self.i
                return
            self.i += 1
            if self.pending:
                self.bodies()

    def peek(self) -> str:
        """The operator at the cursor (`` for a word or the end)."""
        self.blanks()
        if self.text.startswith(("<(", ">("), self.i):
            return ""
        return next((op for op in OPERATORS if self.text.startswith(op, self.i)), "")

    def plain_word(self) -> str:
        """The unquoted word at the cursor, not taken; `` when there is none."""
        self.blanks()
        end = self.i
        while end < len(self.text) and self.text[end] not in METACHARACTERS and self.text[end] not in "'\"\\$`":
            end += 1
        if end < len(self.text) and self.text[end] in "'\"\\$`":
            return ""
        return self.text[self.i : end]

    def token_text(self) -> str:
        """What bash names in an error: the operator or the word at the cursor."""
        token = self.peek()
        if token == "\n":
            return "newline"
        return token or (self.word().text if self.i < len(self.text) else "newline")


def is_assignment(text: str) -> bool:
    """Whether a word before a command's name sets a variable: `a=1`, `a+=1`, `a[0]=1`."""
    name, equals, _ = text.partition("=")
    if not equals:
        return False
    name = name.removesuffix("+")
    if name.endswith("]") and "[" in name:
        name = name[: name.index("[")]
    return name.isidentifier() and name.isascii()
