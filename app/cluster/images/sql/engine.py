"""Tables in memory: statements in a common dialect, with limits on time and size.

The engine is SQLite's, shut off: no files, no attached databases, no pragmas, no clock and no randomness of its own.
"""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROWS = 10_000  # of a result
STEPS = 400_000  # of the engine, for one statement: some 20 ms
PAGES = 1024  # of 4 KiB, for one database
DENIED = frozenset({
    sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_CREATE_VTABLE,
    sqlite3.SQLITE_DROP_VTABLE,
})  # fmt: skip
CLOCKS = frozenset({"datetime", "date", "time", "julianday", "strftime", "unixepoch", "timediff", "randomblob",
                    "load_extension", "current_time", "current_date", "current_timestamp"})  # fmt: skip


class SqlError(Exception):
    """What the engine says of a statement."""


@dataclass
class Result:
    """What a statement gave: columns and rows, or a count; `tag` says what was done."""

    tag: str
    columns: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    count: int = 0

    def data(self) -> dict[str, Any]:
        """JSON data."""
        return {"tag": self.tag, "columns": self.columns, "rows": self.rows, "count": self.count}


class Engine:
    """One database. `functions` are those that the dialect has: name -> (arguments, function)."""

    def __init__(self, functions: dict[str, tuple[int, Callable[..., Any]]], content: str = "") -> None:
        self._link = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, cached_statements=0)
        self._link.execute("PRAGMA temp_store=MEMORY")
        if content:
            self._link.deserialize(base64.b64decode(content))
        self._link.execute(f"PRAGMA max_page_count={PAGES}")
        self._link.execute("PRAGMA foreign_keys=ON")
        for limit, value in ((sqlite3.SQLITE_LIMIT_LENGTH, 1 << 20), (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
                             (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100), (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50),
                             (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 200_000), (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
                             (sqlite3.SQLITE_LIMIT_COLUMN, 200), (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 10)):  # fmt: skip
            self._link.setlimit(limit, value)
        for name, (count, function) in functions.items():
            self._link.create_function(name, count, function)
        self._own = frozenset(functions)
        self._link.set_authorizer(self._allow)
        self._steps = 0
        self._link.set_progress_handler(self._late, 10_000)

    def _allow(self, action: int, first: str | None, second: str | None, *_: str | None) -> int:
        name = (second or "").lower()
        if action == sqlite3.SQLITE_PRAGMA and first == "table_info":
            return sqlite3.SQLITE_OK
        wrong = action in DENIED or (action == sqlite3.SQLITE_FUNCTION and name in CLOCKS and name not in self._own)
        return sqlite3.SQLITE_DENY if wrong else sqlite3.SQLITE_OK

    def _late(self) -> int:
        self._steps += 10_000
        return int(self._steps > STEPS)

    def run(self, statement: str) -> Result:
        """One statement; SqlError with the engine's words."""
        self._steps = 0
        try:
            cursor = self._link.execute(statement)
            columns = [one[0] for one in cursor.description or ()]
            rows = [[_json(cell) for cell in row] for row in cursor.fetchmany(ROWS)] if columns else []
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise SqlError(str(error)) from None
        word = statement.lstrip().split(None, 1)[0].upper() if statement.strip() else ""
        return Result(word, columns, rows, len(rows) if columns else max(cursor.rowcount, 0))

    def content(self) -> str:
        """Everything, as text."""
        self._link.set_authorizer(None)
        try:
            return base64.b64encode(self._link.serialize()).decode()
        except sqlite3.Error:  # a transaction is open: what was kept before stays
            return ""
        finally:
            self._link.set_authorizer(self._allow)


def _json(cell: Any) -> Any:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def statements(text: str) -> tuple[list[str], str]:
    """Whole statements, and what is left behind the last semicolon; quotes, comments and `$$` are respected."""
    found, current, at = [], "", 0
    while at < len(text):
        letter = text[at]
        if letter in "'\"`":
            end = text.find(letter, at + 1)
            end = len(text) if end < 0 else end + 1
        elif text.startswith("--", at) or (letter == "#" and not current.strip()):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        elif text.startswith("/*", at):
            end = text.find("*/", at)
            at = len(text) if end < 0 else end + 2
            continue
        elif text.startswith("$$", at):
            end = text.find("$$", at + 2)
            end = len(text) if end < 0 else end + 2
        elif letter == ";":
            if current.strip():
                found.append(current.strip())
            current, at = "", at + 1
            continue
        else:
            end = at + 1
        current += text[at:end]
        at = end
    return found, current.strip()
