"""Which lines of two texts differ, as GNU diff tells it.

The shortest edit script (Myers' greedy algorithm), its runs of changes then moved as far down as they go.
Follows diffutils src/analyze.c: shift_boundaries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_EDITS = 2000  # texts that differ more than this are told as one change between what they share at both ends


@dataclass(frozen=True)
class Change:
    """Lines `before[old : old_end]` became `after[new : new_end]`; counted from 0, one side may be empty."""

    old: int
    old_end: int
    new: int
    new_end: int


def changes(before: Sequence[bytes], after: Sequence[bytes]) -> list[Change]:
    """What differs, from the top."""
    numbers: dict[bytes, int] = {}
    first, second = ([numbers.setdefault(line, len(numbers)) for line in text] for text in (before, after))
    gone, come = _edit_script(first, second)
    _shift(first, gone, come)
    _shift(second, come, gone)
    return _runs(gone, come, len(first), len(second))


def _edit_script(first: list[int], second: list[int]) -> tuple[list[bool], list[bool]]:
    """For each line whether it is changed; one more at the end, and so at index -1, that never is."""
    gone, come = [False] * (len(first) + 1), [False] * (len(second) + 1)
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    a, b = first[start : len(first) - end], second[start : len(second) - end]
    trace = _trace(a, b)
    if trace is None:
        gone[start : start + len(a)], come[start : start + len(b)] = [True] * len(a), [True] * len(b)
        return gone, come
    x, y = len(a), len(b)
    for edits in range(len(trace) - 1, 0, -1):
        reached, diagonal = trace[edits - 1], x - y
        down = diagonal == -edits or (
            diagonal != edits and reached.get(diagonal - 1, -1) < reached.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if down else diagonal - 1
        x = reached[before]
        y = x - before
        if down:
            come[start + y] = True
        else:
            gone[start + x] = True
    return gone, come


def _trace(a: list[int], b: list[int]) -> list[dict[int, int]] | None:
    """Per number of edits, how far into `a` each diagonal comes; None when it takes too many."""
    trace: list[dict[int, int]] = []
    reached: dict[int, int] = {1: 0}
    for edits in range(min(len(a) + len(b), MOST_EDITS) + 1):
        now: dict[int, int] = {}
        for diagonal in range(-edits, edits + 1, 2):
            left, right = reached.get(diagonal - 1, -1), reached.get(diagonal + 1, -1)
            x = right if diagonal == -edits or (diagonal != edits and left < right) else left + 1
            y = x - diagonal
            while x < len(a) and 0 <= y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            now[diagonal] = x
            if x >= len(a) and y >= len(b):
                trace.append(now)
                return trace
        trace.append(now)
        reached = now
    return None


def _shift(lines: list[int], changed: list[bool], other: list[bool]) -> None:
    """Move each run of changes as far down as it goes, or to where the other text changes too."""
    i = j = 0
    end = len(lines)
    while True:
        while i < end and not changed[i]:
            while other[j]:
                j += 1
            i, j = i + 1, j + 1
        if i == end:
            return
        start = i
        while changed[i]:
            i += 1
        while other[j]:
            j += 1
        i, j = _slide(lines, changed, other, start, i, j)


def _slide(lines: list[int], changed: list[bool], other: list[bool], start: int, i: int, j: int) -> tuple[int, int]:
    """One run, from `start` to `i`; `j` is where the other text stands. Where both stand then."""
    end = len(lines)
    while True:
        length = i - start
        while start and lines[start - 1] == lines[i - 1]:  # back, to meet an earlier run
            start, i, j = start - 1, i - 1, j - 1
            changed[start], changed[i] = True, False
            while start and changed[start - 1]:
                start -= 1
            while other[j]:
                j -= 1
        corresponding = i if j and other[j - 1] else end
        while i != end and lines[start] == lines[i]:  # and down
            changed[start], changed[i] = False, True
            start, i, j = start + 1, i + 1, j + 1
            while changed[i]:
                i += 1
            while other[j]:
                corresponding, j = i, j + 1
        if length == i - start:
            break
    while corresponding < i:
        start, i, j = start - 1, i - 1, j - 1
        changed[start], changed[i] = True, False
        while other[j]:
            j -= 1
    return i, j


def _runs(gone: list[bool], come: list[bool], old_size: int, new_size: int) -> list[Change]:
    found, x, y = [], 0, 0
    while x < old_size or y < new_size:
        old, new = x, y
        while gone[x]:
            x += 1
        while come[y]:
            y += 1
        if (x, y) != (old, new):
            found.append(Change(old, x, new, y))
        else:
            x, y = x + 1, y + 1
    return found
