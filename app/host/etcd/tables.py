"""How etcdctl prints rows: joined, as a table, or as JSON. Follows olekukonko/tablewriter and dustin/go-humanize."""

from __future__ import annotations

from collections.abc import Sequence


def size(count: int) -> str:
    """Bytes as go-humanize has them: `5.9 MB`, `20 kB`."""
    value, units = float(count), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.0f} {units[0]}" if value >= 10 or units[0] == "B" else f"{value:.1f} {units[0]}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Headers in the middle and upper case, numbers on the right."""
    titles = [title.upper() for title in head]
    widths = [max(len(row[at]) for row in (titles, *rows)) for at in range(len(titles))]
    edge = "+" + "+".join("-" * (width + 2) for width in widths) + "+\n"

    def line(cells: Sequence[str], *, middle: bool = False) -> str:
        placed = (
            cell.center(width) if middle else cell.rjust(width) if _is_number(cell) else cell.ljust(width)
            for cell, width in zip(cells, widths, strict=True)
        )  # fmt: skip
        return "|" + "|".join(f" {cell} " for cell in placed) + "|\n"

    return f"{edge}{line(titles, middle=True)}{edge}{''.join(line(row) for row in rows)}{edge}"


def _is_number(text: str) -> bool:
    """Follows tablewriter's decimal and percent patterns."""
    return text.removesuffix("%").removeprefix("-").replace(".", "", 1).isdigit()
