"""/, ?, n, N, * and #."""

from __future__ import annotations

import re
from typing import Any

from app.host.vim.core import Core, ExError
from app.host.vim.motions import Target
from app.host.vim.patterns import compiled


class Searching(Core):
    """Finding text."""

    def expression(self, pattern: str) -> Any:
        """The compiled expression; ExError when it is none."""
        try:
            return compiled(pattern, ignore=self.options.on("ignorecase"), smart=self.options.on("smartcase"))
        except ValueError as error:
            raise ExError(str(error)) from error

    def search(
        self, pattern: str, *, backwards: bool, count: int = 1, start: tuple[int, int] | None = None
    ) -> Target | None:
        """Where the next match begins; says so when the search went round the end."""
        row, col = start or (self.row, self.col)
        if not pattern:
            self.fail("E35: No previous regular expression")
            return None
        found: tuple[int, int] | None = None
        expression = self.expression(pattern)
        for _ in range(count):
            found = self._next(expression, row, col, backwards)
            if found is None:
                self.fail(f"E486: Pattern not found: {pattern}")
                return None
            row, col = found
        assert found is not None
        return Target(*found)

    def _next(self, expression: Any, row: int, col: int, backwards: bool) -> tuple[int, int] | None:
        number = len(self.lines)
        for step in range(number + 1):
            i = (row - step if backwards else row + step) % number
            starts = [found.start() for found in expression.finditer(self.lines[i])]
            if step == 0:
                starts = [at for at in starts if (at < col if backwards else at > col)]
            elif step == number:
                starts = [at for at in starts if (at >= col if backwards else at <= col)]
            if not starts:
                continue
            around = (row - step < 0) if backwards else (row + step >= number)
            if around and not self.options.on("wrapscan"):
                return None
            if around:
                self.say(
                    f"search hit {'TOP' if backwards else 'BOTTOM'}, continuing at {'BOTTOM' if backwards else 'TOP'}"
                )
            return i, starts[-1] if backwards else starts[0]
        return None

    def word_here(self) -> str:
        """The word at or behind the cursor, as a pattern."""
        for found in re.finditer(r"\w+", self.line):
            if found.end() > self.col:
                return rf"\<{found[0]}\>"
        return ""
