"""Reading compound commands: groups, loops, conditions, cases, functions."""

from __future__ import annotations

import re

from app.host.bash.script import (
    RESERVED_ENDS,
    AndOr,
    Command,
    CommandList,
    IncompleteError,
    Pipeline,
    SyntaxNearError,
    Word,
)
from app.host.bash.tokens import Tokens


class Compounds(Tokens):
    """Reads compound commands; what they consist of is read by the grammar."""

    def command(self) -> Command:
        """One command of a pipeline."""
        raise NotImplementedError

    def redirection(self, command: Command) -> bool:
        """One redirection; False when there is none."""
        raise NotImplementedError

    def unfinished(self) -> IncompleteError:
        """The text ends too early."""
        return IncompleteError("", self.line(len(self.text)) + (not self.text.endswith("\n")))

    def compound(self, word: str, start: int) -> Command:
        """A compound command and the redirections behind it."""
        kind = {"{": "group"}.get(word, word)
        command = Command(kind, start)
        self.i += 1 if word == "subshell" else len(word)
        getattr(self, f"_{kind}")(command)
        command.end = self.i
        self.blanks()
        while self.redirection(command):
            self.blanks()
        return command

    def named(self) -> None:
        """Behind a word that wants another on its line."""
        self.blanks()
        if self.i >= len(self.text):
            raise SyntaxNearError("newline", self.i)

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
            self.named()
            if self.peek():
                raise SyntaxNearError(self.token_text(), self.i)
            command.assignments.append(self.word())
            self.newlines()
            if self.plain_word() == "in":
                self.i += 2
                start = self.i
                self.words_until_terminator()
                command.assignments.append(Word(self.text[start : self.i], start, self.i))
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
        """The words of `for x in ...`."""
        while True:
            self.blanks()
            token = self.peek()
            if token in (";", "\n") or self.i >= len(self.text):
                return
            if token:
                raise SyntaxNearError(self.token_text(), self.i)
            self.word()

    def _case(self, command: Command) -> None:
        self.named()
        command.assignments.append(self.word())
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
        self.named()
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
        body = self.command()
        command.lists, command.redirects = body.lists, body.redirects
        self.script.functions.add(command.words[0].text)

    def _coproc(self, command: Command) -> None:
        self.named()
        if named := re.compile(r"\w+[ \t]+(?=[{(])").match(self.text, self.i):
            self.i = named.end()
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
