"""Reading words: quoting, expansions, command substitutions. Nothing is expanded; only their ends are found."""

from __future__ import annotations

import re

from app.host.bash.script import METACHARACTERS, CommandList, Heredoc, IncompleteError, Script, Word

SECONDS = re.compile(r"(?<![\w$\{])SECONDS\b")  # by its bare name, as arithmetic has it


class Words:
    """Reads words: quoting, expansions, substitutions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.i = 0
        self.script = Script(text)
        self.pending: list[Heredoc] = []

    def line(self, at: int) -> int:
        """The number of the line at an offset."""
        return self.text.count("\n", 0, at) + 1

    def missing(self, quote: str, at: int) -> IncompleteError:
        """A quote or bracket that is not closed."""
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
        """`'...'`, or `$'...'` where the opening is two characters long."""
        start = self.i
        self.i += opening
        while self.i < len(self.text) and self.text[self.i] != "'":
            self.i += 2 if opening == 2 and self.text[self.i] == "\\" else 1
        if self.i >= len(self.text):
            raise self.missing("'", start)
        self.i += 1

    def double(self) -> None:
        """`"..."`."""
        start = self.i
        self.i += 1
        while self.i < len(self.text) and self.text[self.i] != '"':
            self.inside_double()
        if self.i >= len(self.text):
            raise self.missing('"', start)
        self.i += 1

    def inside_double(self) -> None:
        """One character or expansion within double quotes."""
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
        """`` `...` ``."""
        start = self.i
        self.i += 1
        while self.i < len(self.text) and self.text[self.i] != "`":
            self.i += 2 if self.text[self.i] == "\\" else 1
        if self.i >= len(self.text):
            raise self.missing("`", start)
        self.i += 1

    def dollar(self, quoted: bool) -> None:
        """What a dollar sign begins."""
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
        """`$name` and the special parameters."""
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
        """`${...}`."""
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
        """One character, quotation or expansion within `${...}`."""
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
            self.script.parameters += [
                (found.start(), found.end(), "SECONDS") for found in SECONDS.finditer(self.text, at + 2, i - 1)
            ]
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
        """Up to the parenthesis that closes the one at the cursor."""
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
        """`(...)` of an array assignment."""
        self.balanced("(", ")")

    def another(self) -> Words:
        """A reader of the same kind at the same text."""
        return type(self)(self.text)

    def list_until(self, ends: tuple[str, ...]) -> CommandList:
        """Commands up to one of these tokens; the grammar reads them."""
        raise NotImplementedError

    def substitution(self, closing: str) -> None:
        """A command list up to its closing parenthesis."""
        start = self.i
        inner = self.another()
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
