"""Tables: what `kubectl get` prints without `-o`, from the server's Table objects.

Follows kubernetes cli-runtime pkg/printers/tableprinter.go and kubectl pkg/cmd/get/get.go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.kubectl.output.golang.printing import sprint
from app.kubectl.output.tabwriter import TabWriter
from app.kubectl.output.terminal import escape_terminal
from app.sim.duration import human_duration

_FLUSH_ROWS = 100
_UNSAFE = re.compile("[\f\n\r\x1b]")
_UNUSUAL = re.compile("[\t\v\f\n\r\x1b]")
_BREAK = re.compile("[\f\n\r]")
_EVENTS = {"ADDED": "ADDED   ", "MODIFIED": "MODIFIED", "DELETED": "DELETED ", "ERROR": "ERROR   "}

_STATUS_COLUMNS = ("STATUS", "REASON", "MESSAGE")
_METADATA_COLUMNS = ("NAME", "AGE")


@dataclass(frozen=True)
class Layout:
    """How columns are set: their least width, the blanks after them, and whether headers reserve room for all rows."""

    min_width: int = 6
    padding: int = 3
    remember: bool = True
    reserve: bool = True

    def writer(self) -> TabWriter:
        """A new writer with these columns."""
        return TabWriter(min_width=self.min_width, padding=self.padding, remember=self.remember)


MODERN = Layout()
CLASSIC = Layout(min_width=10, remember=False, reserve=False)
"""kubectl 1.8: `NAME      STATUS    ROLES     AGE       VERSION`."""


@dataclass(frozen=True)
class PrintOptions:
    """What is added to a table. `kind` goes before names (`pod`, `deployment.apps`) when `with_kind` is set."""

    no_headers: bool = False
    wide: bool = False
    with_namespace: bool = False
    with_kind: bool = False
    kind: str = ""
    show_labels: bool = False
    column_labels: tuple[str, ...] = ()


@dataclass
class TablePrinter:
    """Prints Tables of one resource one after another, with headers when the columns change.

    `now` is the time, in seconds since the epoch, for ages of objects that come without a Table.
    """

    options: PrintOptions
    layout: Layout = MODERN
    now: float = 0.0
    _columns: list[dict[str, Any]] = field(default_factory=list)
    _printed_headers: bool = False
    _last_plain: str = ""

    def print(self, obj: dict[str, Any], writer: TabWriter, event: str = "") -> str:
        """Adds a Table (or a Status, or a plain object or list) to `writer`; returns what it flushed on the way.

        `event` is the type of a watch event, for the EVENT column.
        """
        if obj.get("kind") != "Table":
            self._print_plain(obj, writer, event)
            return ""
        columns = obj.get("columnDefinitions") or []
        no_headers = self.options.no_headers or (self._printed_headers and (not columns or columns == self._columns))
        if not columns:
            columns = self._columns
        elif columns != self._columns:
            self._columns, self._printed_headers = columns, False
        rows = obj.get("rows") or []
        self._printed_headers = self._printed_headers or bool(rows)
        titles, cells = decorate(columns, rows, self.options)
        if event:
            titles.insert(0, ("EVENT", True))
            cells = [[_EVENTS.get(event, event), *row] for row in cells]
        return self._print_rows(titles, cells, writer, no_headers)

    def _print_rows(
        self, titles: list[tuple[str, bool]], rows: list[list[Any]], writer: TabWriter, no_headers: bool
    ) -> str:
        if not rows:
            return ""
        visible = [place for place, (_, always) in enumerate(titles) if always or self.options.wide]
        texts = [[_raw(row[place]) for place in visible if place < len(row)] for row in rows]
        reserved = _reserved(texts, len(visible)) if self.layout.reserve else [0] * len(visible)
        if not no_headers:
            writer.row([titles[place][0].ljust(reserved[i]) for i, place in enumerate(visible)])
        if self.layout.reserve and not no_headers and _is_plain(texts, len(visible)):
            # The header made room for all: no flush on the way can change the columns.
            writer.rows(texts)
            return ""
        flushed: list[str] = []
        for number, row in enumerate(texts, 1):
            cells = row if not _UNSAFE.search("".join(row)) else [_safe(cell) for cell in row]
            if number == 1 and no_headers:
                # Without a header, the first row reserves the room.
                blanks = (" " * (width - _size(raw)) for raw, width in zip(row, reserved, strict=False))
                cells = [cell + blank for cell, blank in zip(cells, blanks, strict=True)]
            writer.row(cells)
            if number % _FLUSH_ROWS == 0 and self.layout.reserve:
                flushed.append(writer.flush())
        return "".join(flushed)

    def _print_plain(self, obj: dict[str, Any], writer: TabWriter, event: str) -> None:
        """An object that the server made no Table of."""
        options = self.options
        is_status = obj.get("kind") == "Status" and obj.get("apiVersion") == "v1"
        handler = "status" if is_status else "metadata"
        headers = self._last_plain != handler and not options.no_headers
        if headers and self._last_plain:
            writer.write("\n")
        if headers:
            titles = [*(_STATUS_COLUMNS if is_status else _METADATA_COLUMNS), *label_titles(options.column_labels)]
            lead = ["EVENT"] * bool(event) + ["NAMESPACE"] * options.with_namespace
            writer.row([*lead, *titles, *["LABELS"] * options.show_labels])
        self._last_plain = handler
        items = obj.get("items")
        for item in items if isinstance(items, list) else [obj]:
            writer.row(self._plain_cells(item, is_status, event))

    def _plain_cells(self, item: dict[str, Any], is_status: bool, event: str) -> list[str]:
        options, metadata = self.options, item.get("metadata") or {}
        if is_status:
            cells = [str(item.get(key, "")) for key in ("status", "reason", "message")]
        else:
            cells = [metadata.get("name", ""), age(metadata.get("creationTimestamp"), self.now)]
        if options.with_kind and options.kind:
            cells[0] = f"{options.kind.lower()}/{cells[0]}"
        lead = [_EVENTS.get(event, event)] if event else []
        if options.with_namespace:
            lead.append(metadata.get("namespace", ""))
        return [*lead, *cells, *([] if is_status else _label_cells(metadata.get("labels") or {}, options))]


def decorate(
    columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], options: PrintOptions
) -> tuple[list[tuple[str, bool]], list[list[Any]]]:
    """Column titles, each with whether it shows without `-o wide`, and the rows' cells, with what `options` add."""
    titles = [(column.get("name", "").upper(), not column.get("priority")) for column in columns]
    if options.with_namespace:
        titles.insert(0, ("NAMESPACE", True))
    titles += [(title, True) for title in label_titles(options.column_labels)]
    titles += [("LABELS", True)] * options.show_labels
    name_column = _name_column(columns) if options.with_kind and options.kind else -1
    return titles, [_decorated(row, options, len(titles), name_column) for row in rows]


def _decorated(row: dict[str, Any], options: PrintOptions, width: int, name_column: int) -> list[Any]:
    cells = list(row.get("cells") or ())
    if -1 < name_column < len(cells):
        cells[name_column] = f"{options.kind.lower()}/{_raw(cells[name_column])}"
    metadata = (row.get("object") or {}).get("metadata")
    if metadata is None:
        if options.with_namespace:
            cells.insert(0, None)
        return cells + [None] * (width - len(cells)) if options.column_labels or options.show_labels else cells
    if options.with_namespace:
        cells.insert(0, metadata.get("namespace", ""))
    return cells + _label_cells(metadata.get("labels") or {}, options)


def _name_column(columns: Sequence[dict[str, Any]]) -> int:
    for place, column in enumerate(columns):
        if column.get("format") == "name" and column.get("type") == "string":
            return place
    return -1


def label_titles(labels: Sequence[str]) -> list[str]:
    """The headers of `-L` columns: the labels' names without prefix, in capitals."""
    return [label.rpartition("/")[2].upper() for label in labels]


def format_labels(labels: dict[str, str]) -> str:
    """`a=1,b=2`, or `<none>`."""
    return ",".join(f"{key}={labels[key]}" for key in sorted(labels)) or "<none>"


def _label_cells(labels: dict[str, str], options: PrintOptions) -> list[str]:
    if not options.column_labels and not options.show_labels:
        return []
    cells = [labels.get(label, "") for label in options.column_labels]
    return [*cells, format_labels(labels)] if options.show_labels else cells


def age(timestamp: str | None, now: float) -> str:
    """How long ago the RFC 3339 `timestamp` was."""
    if not timestamp:
        return "<unknown>"
    return human_duration(now - datetime.fromisoformat(timestamp).timestamp())


def _raw(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None else sprint(cell)


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def _reserved(rows: list[list[str]], count: int) -> list[int]:
    """The longest cell of each column but the last, in bytes."""
    widths = [0] * count
    if all(len(row) == count for row in rows):
        for place, column in enumerate(zip(*rows, strict=True)):
            widths[place] = max(map(_size, column))
    else:
        for row in rows:
            for place, cell in enumerate(row):
                widths[place] = max(widths[place], _size(cell))
    if widths:
        widths[-1] = 0
    return widths


def _is_plain(rows: list[list[str]], count: int) -> bool:
    """Whether every row has `count` cells, and none of them anything but ordinary characters."""
    return all(len(row) == count for row in rows) and not _UNUSUAL.search("".join(map("".join, rows)))


def _safe(cell: str) -> str:
    """`cell` up to its first line break, without terminal codes."""
    found = _BREAK.search(cell)
    return escape_terminal(cell[: found.start()]) + "..." if found else escape_terminal(cell)


class TableStream:
    """The output of one `get`: tables of several resources with a blank line between them, all through one writer."""

    def __init__(self, layout: Layout = MODERN, *, now: float = 0.0) -> None:
        self.layout, self.now = layout, now
        self.written = False
        self._writer = layout.writer()
        self._printer: TablePrinter | None = None
        self._resource = ""
        self._separate = False

    def print(self, obj: dict[str, Any], options: PrintOptions, resource: str, event: str = "") -> str:
        """Adds one Table of `resource` (`pods`, `deployments.apps`); returns the text that is ready.

        A resource other than the one before starts a table of its own.
        """
        ready = ""
        if self._printer is None or resource != self._resource:
            ready = self.flush()
            self._writer.forget_widths()
            self._separate = self._printer is not None and not options.no_headers and self.written
            self._printer = TablePrinter(options, self.layout, self.now)
            self._resource = resource
        return ready + self._separated(self._printer.print(obj, self._writer, event))

    def flush(self) -> str:
        """The text that is still held back for alignment; at the end, and after every watch event."""
        return self._separated(self._writer.flush())

    def _separated(self, text: str) -> str:
        if text and self._separate:
            text, self._separate = "\n" + text, False
        self.written = self.written or bool(text)
        return text
