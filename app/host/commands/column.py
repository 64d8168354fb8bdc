"""column: lines as columns, or their fields as a table.

Follows util-linux text-utils/column.c: columnate_fillcols, columnate_fillrows, libsmartcols' tables.
"""

from __future__ import annotations

import json

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "column [options] [<file>...]",
    "Columnate lists.",
    (
        Option("t", "table", "", "create a table"),
        Option("n", "table-name", "name", "table name for JSON output"),
        Option("N", "table-columns", "names", "comma separated columns names"),
        Option("R", "table-right", "columns", "right align text in these columns"),
        Option("H", "table-hide", "columns", "don't print the columns"),
        Option("o", "output-separator", "string", "columns separator for table output"),
        Option("s", "separator", "string", "possible table delimiters"),
        Option("c", "output-width", "width", "width of output in number of characters"),
        Option("x", "fillrows", "", "fill rows before columns"),
        Option("J", "json", "", "use JSON output format for table"),
        Option("L", "keep-empty-lines", "", "don't ignore empty lines"),
        Option("l", "table-columns-limit", "num", "maximal number of input columns"),
        Option("d", "table-noheadings", "", "don't print header"),
    ),
)
TAB = 8


async def main(run: Invocation) -> int:
    """Lay them out."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    text, status = "", 0
    for name in options.operands or ["-"]:
        try:
            text += (await run.stdin.read() if name == "-" else run.read_file(name)).decode("utf-8", "replace")
        except OSError as error:
            status = await run.fail(f"{name}: {error.strerror}")
    lines = [line for line in text.splitlines() if line.strip() or "keep-empty-lines" in options]
    if not lines:
        return status
    if "table" in options or "json" in options or "table-columns" in options:
        await run.stdout.write(_table(options, lines))
        return status
    wanted = options.last("output-width")
    width = int(wanted) if wanted.isdigit() else run.terminal.columns if run.terminal else 80
    await run.stdout.write(_columns(lines, width, across="fillrows" in options))
    return status


def _columns(lines: list[str], width: int, *, across: bool) -> str:
    """Columns of one width, which is a multiple of a tab; tabs fill them."""
    step = (max(map(len, lines)) + TAB) // TAB * TAB
    if step > width // 2:
        return "".join(f"{line}\n" for line in lines)
    count = max(1, width // step)
    rows = -(-len(lines) // count)
    if across:
        groups = [lines[at : at + count] for at in range(0, len(lines), count)]
    else:
        groups = [lines[at::rows] for at in range(rows)]
    text = ""
    for group in groups:
        for at, cell in enumerate(group):
            last = at == len(group) - 1
            text += cell + ("" if last else "\t" * -(-(step - len(cell)) // TAB))
        text += "\n"
    return text


def _fields(line: str, options: Options) -> list[str]:
    separators, limit = options.last("separator"), options.last("table-columns-limit")
    most = int(limit) - 1 if limit.isdigit() else -1
    if not separators:
        return line.split(None, most)
    for other in separators[1:]:
        line = line.replace(other, separators[0])
    return line.split(separators[0], most)


def _table(options: Options, lines: list[str]) -> str:
    rows = [_fields(line, options) for line in lines]
    names = options.last("table-columns").split(",") if "table-columns" in options else []
    if "json" in options:
        keys = [name.lower() for name in names]
        found = [dict(zip(keys, row, strict=False)) for row in rows]
        inside = ",".join(
            "{\n" + ",\n".join(f"         {json.dumps(key)}: {json.dumps(one.get(key))}" for key in keys) + "\n      }"
            for one in found
        )
        return f'{{\n   "{options.last("table-name", "table")}": [\n      {inside}\n   ]\n}}\n'
    if names and "table-noheadings" not in options:
        rows.insert(0, names)
    count = max(map(len, rows))
    hidden = set(_numbers(options.last("table-hide"), names))
    right = set(_numbers(options.last("table-right"), names))
    widths = [max((len(row[at]) for row in rows if at < len(row)), default=0) for at in range(count)]
    between = options.last("output-separator", "  ")
    shown = [at for at in range(count) if at not in hidden]
    text = ""
    for row in rows:
        cells = [row[at] if at < len(row) else "" for at in shown]
        padded = [cell.rjust(widths[at]) if at in right else cell.ljust(widths[at])
                  for cell, at in zip(cells, shown, strict=True)]  # fmt: skip
        if shown and shown[-1] not in right:
            padded[-1] = cells[-1]
        text += between.join(padded) + "\n"
    return text


def _numbers(text: str, names: list[str]) -> list[int]:
    return [names.index(one) if one in names else int(one) - 1 for one in text.split(",")
            if one in names or one.isdigit()]  # fmt: skip
