"""Reading scripts: lists, pipelines, simple commands, redirections.

bashkit runs the scripts; this reads them, to know what must happen around its interpreter: which commands go to the
background, whether a line is complete, and what bash says about one that is wrong.
"""

from __future__ import annotations

from app.host.bash.compounds import Compounds
from app.host.bash.script import (
    REDIRECTIONS,
    RESERVED_ENDS,
    AndOr,
    Command,
    CommandList,
    Heredoc,
    IncompleteError,
    Pipeline,
    Redirect,
    Script,
    SyntaxNearError,
    Word,
    is_assignment,
)


def parse(text: str) -> Script:
    """Read a script; IncompleteError or SyntaxNearError when it is none (`partial` of either is what was read)."""
    return Grammar(text).program()


def parse_prefix(text: str) -> tuple[Script, IncompleteError | SyntaxNearError | None]:
    """As `parse`, with the error beside what was read before it."""
    parser = Grammar(text)
    try:
        return parser.program(), None
    except (IncompleteError, SyntaxNearError) as error:
        return parser.script, error
    except RecursionError:  # nested deeper than anybody writes
        return parser.script, parser.unfinished()


def incomplete(text: str) -> bool:
    """Whether a typed text wants another line."""
    if text.endswith("\\") and not text.endswith("\\\\"):
        return True
    script, error = parse_prefix(text)
    if error is None:
        return script.unfinished_heredoc is not None
    return isinstance(error, IncompleteError)


class Grammar(Compounds):
    """Reads commands."""

    def program(self) -> Script:
        """A whole script."""
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
        """Note what ends a command and step over it."""
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
        """Whether one of the ends, or the end of the text, is at the cursor."""
        return (self.peek() or self.plain_word()) in ends or self.i >= len(self.text)

    def and_or(self) -> AndOr:
        """Pipelines joined by && and ||."""
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

    def pipeline(self) -> Pipeline:
        """Commands joined by pipes, with `!` and `time` before them."""
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
        if (found.timed or found.negated) and (self.peek() in ("\n", ";") or self.i >= len(self.text)):
            found.end = self.i
            return found
        while True:
            found.commands.append(self.command())
            found.end = found.commands[-1].end
            if self.peek() not in ("|", "|&"):
                return found
            found.commands[-1].errors_piped = self.peek() == "|&"
            self.i += len(self.peek())
            self.more()

    def command(self) -> Command:
        """One command of a pipeline."""
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
        """A simple command: assignments, words, redirections; or a function, when a parenthesis follows its name."""
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
        """`name() compound`."""
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
        self.script.functions.add(command.words[0].text)
        return Command(
            "function", command.start, body.end, words=command.words, redirects=body.redirects, lists=body.lists
        )

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
        """Note a here-document, whose body begins at the next newline."""
        bare = target.text.replace("\\", "").replace("'", "").replace('"', "")
        found = Heredoc(target.start, bare, bare != target.text, operator == "<<-")
        self.pending.append(found)
        self.script.heredocs.append(found)
