"""Pairs the entries of a pattern list with entries of a found list so that order never matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

IDENTITY_KEYS = ("name", "type", "key", "containerPort", "port", "ip", "host", "path", "mountPath", "operator")


def maximum_pairing(fits: Sequence[Sequence[bool]]) -> list[int | None]:
    """For each row the column it is paired with: as many pairs as possible, each column once.

    `fits[row][column]` says whether they may be paired. Kuhn's augmenting paths, without recursion.
    """
    columns = len(fits[0]) if fits else 0
    row_of: list[int | None] = [None] * columns
    for start in range(len(fits)):
        _augment(fits, row_of, start, columns)
    pairs: list[int | None] = [None] * len(fits)
    for column, row in enumerate(row_of):
        if row is not None:
            pairs[row] = column
    return pairs


def _augment(fits: Sequence[Sequence[bool]], row_of: list[int | None], start: int, columns: int) -> None:
    came_from: dict[int, int] = {}  # column -> the row from which it was reached
    queue = [start]
    for row in queue:
        for column in range(columns):
            if not fits[row][column] or column in came_from:
                continue
            came_from[column] = row
            taken_by = row_of[column]
            if taken_by is None:
                _flip(came_from, row_of, column, start)
                return
            queue.append(taken_by)


def _flip(came_from: Mapping[int, int], row_of: list[int | None], column: int, start: int) -> None:
    while True:
        row = came_from[column]
        previous = next((index for index, owner in enumerate(row_of) if owner == row), None)
        row_of[column] = row
        if row == start or previous is None:
            return
        column = previous


def identity(entry: Any) -> tuple[str, Any] | None:
    """What names an entry of a list: its name, type, key, port ...; None when nothing does."""
    if not isinstance(entry, Mapping):
        return None
    for key in IDENTITY_KEYS:
        value = entry.get(key)
        if isinstance(value, str | int):
            return key, value
    return None
