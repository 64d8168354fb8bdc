"""Plain columns for what is no table of the server: contexts, API resources, usage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.kubectl.output.tabwriter import TabWriter


def aligned(rows: Iterable[Sequence[str]], *, min_width: int = 6, padding: int = 3) -> str:
    """Rows of cells as aligned text; the last cell of a row is followed by nothing."""
    writer = TabWriter(min_width=min_width, padding=padding)
    for row in rows:
        writer.row(row)
    return writer.flush()
