"""`-o custom-columns` and `-o custom-columns-file`.

Follows kubernetes kubectl pkg/cmd/get/{customcolumn,customcolumn_flags}.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kubectl.output.errors import OutputError
from app.kubectl.output.golang.printing import sprint
from app.kubectl.output.jsonpath import JSONPathError, evaluate, parse, relaxed_expression
from app.kubectl.output.jsonpath.nodes import Template
from app.kubectl.output.tabwriter import TabWriter
from app.kubectl.output.terminal import escape_terminal

_EXPECTED = "Expected format is one line of space separated headers, one line of space separated column specs."


@dataclass(frozen=True)
class Column:
    """A header and the expression of what stands below it."""

    header: str
    expression: str


class CustomColumnsPrinter:
    """Prints objects in columns; the header comes once, before the first object."""

    def __init__(self, columns: list[Column], *, no_headers: bool = False) -> None:
        self.columns = columns
        self._last_type = ""
        self._no_headers = no_headers

    @classmethod
    def from_spec(cls, spec: str, *, no_headers: bool = False) -> CustomColumnsPrinter:
        """The printer for `NAME:.metadata.name,KIND:.kind`; raises OutputError."""
        if not spec:
            raise OutputError("custom-columns format specified but no custom columns given")
        columns = []
        for part in spec.split(","):
            header, colon, path = part.partition(":")
            if not colon:
                raise OutputError(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
            columns.append(_column(header, path))
        return cls(columns, no_headers=no_headers)

    @classmethod
    def from_template(cls, text: str) -> CustomColumnsPrinter:
        """The printer for a file of two lines, headers and paths; raises OutputError."""
        lines = text.split("\n")
        if not text:
            raise OutputError(f"invalid template, missing header line. {_EXPECTED}")
        if len(lines) < 2 or (len(lines) == 2 and not lines[1]):
            raise OutputError(f"invalid template, missing spec line. {_EXPECTED}")
        headers, paths = lines[0].split(), lines[1].split()
        if len(headers) != len(paths):
            raise OutputError(f"number of headers ({len(headers)}) and field specifications ({len(paths)}) don't match")
        return cls([_column(*pair) for pair in zip(headers, paths, strict=True)])

    def print(self, obj: dict[str, Any]) -> str:
        """The rows of an object or of a list's items; raises OutputError with the rows before the bad one."""
        writer = TabWriter()
        items = obj.get("items")
        type_ = "list" if isinstance(items, list) else "object"
        if not self._no_headers and type_ != self._last_type:
            writer.write("\t".join(column.header for column in self.columns) + "\n")
            self._last_type = type_
        try:
            templates = [parse(column.expression) for column in self.columns]
            for item in items if isinstance(items, list) else [obj]:
                writer.write("\t".join(_cell(template, item) for template in templates) + "\n")
        except JSONPathError as error:
            raise OutputError(str(error), writer.flush()) from None
        return writer.flush()


def _column(header: str, path: str) -> Column:
    try:
        return Column(header, relaxed_expression(path))
    except JSONPathError as error:
        raise OutputError(str(error)) from None


def _cell(template: Template, item: Any) -> str:
    results = evaluate(template, item, allow_missing_keys=True)
    values = [escape_terminal(sprint(value)) for part in results for value in part]
    return ",".join(values if results and results[0] else ["<none>", *values])
