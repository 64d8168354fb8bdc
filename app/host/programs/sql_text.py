"""Results of SQL as text: psql's tables and mysql's.

Follows postgres src/fe_utils/print.c: print_aligned_text; mysql client/mysql.cc: print_table_data.
"""

from __future__ import annotations

from typing import Any


def cell(value: Any) -> str:
    """A value of a row as PostgreSQL prints it."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def aligned(columns: list[str], rows: list[list[Any]], *, bare: bool = False, title: str = "") -> str:
    """psql's table: headers in the middle, numbers to the right, and how many rows there are."""
    parts = [[cell(value).split("\n") for value in row] for row in rows]
    widths = [max([len(name), *(len(line) for row in parts for line in row[at])]) for at, name in enumerate(columns)]
    right = [
        any(isinstance(row[at], (int, float)) for row in rows)
        and all(row[at] is None or isinstance(row[at], (int, float)) for row in rows)
        for at in range(len(columns))
    ]
    lines: list[str] = []
    total = sum(widths) + 3 * len(widths) - 1
    if title:
        lines.append(f"{' ' * ((total - len(title)) // 2)}{title}")
    if not bare:
        lines.append("|".join(f" {middle(name, width)} " for name, width in zip(columns, widths, strict=True)))
        lines.append("+".join("-" * (width + 2) for width in widths))
    for row in parts:
        for number in range(max((len(one) for one in row), default=1)):
            cells = []
            for at, one in enumerate(row):
                text = one[number] if number < len(one) else ""
                last = at == len(row) - 1
                cells.append(text.rjust(widths[at]) if right[at] else text if last else text.ljust(widths[at]))
            lines.append(" " + " | ".join(cells))
    if not bare:
        lines.append(f"({len(rows)} row{'' if len(rows) == 1 else 's'})")
    return "\n".join(lines) + "\n\n"


def middle(name: str, width: int) -> str:
    """Centred as psql does: what is left over goes to the right."""
    left = (width - len(name)) // 2
    return " " * left + name + " " * (width - len(name) - left)


def unaligned(columns: list[str], rows: list[list[Any]], separator: str, *, bare: bool) -> str:
    """psql -A."""
    lines = [] if bare else [separator.join(columns)]
    lines += [separator.join(cell(value) for value in row) for row in rows]
    if not bare:
        lines.append(f"({len(rows)} row{'' if len(rows) == 1 else 's'})")
    return "".join(f"{line}\n" for line in lines)


def expanded(columns: list[str], rows: list[list[Any]]) -> str:
    """psql -x."""
    if not rows:
        return "(0 rows)\n\n"
    width = max(len(name) for name in columns)
    longest = max(len(cell(value)) for row in rows for value in row)
    text = ""
    for number, row in enumerate(rows, 1):
        head = f"-[ RECORD {number} ]"
        if len(head) <= width + 1:
            head = f"{head:-<{width + 1}}+"
        text += f"{head:-<{width + longest + 3}}\n" if head.endswith("+") else f"{head}\n"
        text += "".join(f"{name:<{width}} | {cell(value)}\n" for name, value in zip(columns, row, strict=True))
    return text + "\n"


def boxed(columns: list[str], rows: list[list[Any]]) -> str:
    """mysql's table."""
    shown = [["NULL" if value is None else cell(value) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[at]) for row in shown)]) for at, name in enumerate(columns)]
    right = [
        any(isinstance(row[at], (int, float)) for row in rows)
        and all(row[at] is None or isinstance(row[at], (int, float)) for row in rows)
        for at in range(len(columns))
    ]
    line = "+" + "+".join("-" * (width + 2) for width in widths) + "+\n"
    text = (
        line + "|" + "|".join(f" {name:<{width}} " for name, width in zip(columns, widths, strict=True)) + "|\n" + line
    )
    for row in shown:
        cells = (value.rjust(widths[at]) if right[at] else value.ljust(widths[at]) for at, value in enumerate(row))
        text += "|" + "|".join(f" {one} " for one in cells) + "|\n"
    return text + line


def tabbed(columns: list[str], rows: list[list[Any]], *, names: bool = True) -> str:
    """mysql without a terminal."""
    lines = ["\t".join(columns)] if names else []
    for row in rows:
        values = ("NULL" if value is None else cell(value) for value in row)
        lines.append("\t".join(one.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") for one in values))
    return "".join(f"{line}\n" for line in lines)
