"""Text with aligned columns, as every description is written.

Follows kubernetes kubectl/pkg/describe/describe.go: PrefixWriter, tabbedString.
"""

from __future__ import annotations

from typing import Protocol

from app.kubectl.output.tabwriter import TabWriter
from app.kubectl.output.terminal import escape_terminal


class Sink(Protocol):
    """Takes text with tabs."""

    def write(self, text: str) -> object:
        """Add text."""


class Text:
    """Collects lines; a level is two blanks of indentation. `base` levels are added to each."""

    def __init__(self, sink: Sink | None = None, base: int = 0) -> None:
        self._tabs = TabWriter(min_width=0, padding=2, remember=False)
        self._sink: Sink = self._tabs if sink is None else sink
        self._base = base

    def add(self, text: str, level: int = 0) -> None:
        """Add text that need not be a whole line."""
        self._sink.write("  " * (level + self._base) + escape_terminal(text))

    def line(self, text: str = "", level: int = 0) -> None:
        """Add a line."""
        self.add(text + "\n", level)

    def field(self, name: str, value: object, level: int = 0) -> None:
        """Add `name:` and its value."""
        self.add(f"{name}:\t{value}\n", level)

    def row(self, *cells: object, level: int = 1) -> None:
        """Add a line of cells."""
        self.add("\t".join(map(str, cells)) + "\n", level)

    def heading(self, *titles: str, level: int = 1) -> None:
        """Add the titles of a table, with dashes under them."""
        self.row(*titles, level=level)
        self.row(*("-" * len(title) for title in titles), level=level)

    def nested(self, levels: int) -> Text:
        """A view on the same text, further in."""
        return Text(self._sink, self._base + levels)

    def result(self) -> str:
        """Everything, aligned."""
        return self._tabs.flush()
