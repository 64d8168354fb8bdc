"""Tokens between words: operators, reserved words, newlines, comments, and here-documents, which newlines begin."""

from __future__ import annotations

from app.host.bash.script import METACHARACTERS, OPERATORS, Heredoc, IncompleteError, SyntaxNearError
from app.host.bash.words import Words


class Tokens(Words):
    """Reads tokens."""

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
        """Note the parameters in a here-document that is expanded."""
        keep = self.i
        try:
            self.parameters_within(found.body, found.end)
        except (IncompleteError, SyntaxNearError):
            pass
        finally:
            self.i = keep

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
