"""Completion indexes of Indexed Jobs: `0-3,5`.

Follows kubernetes pkg/controller/job/indexed_job_utils.go.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.cluster.control.resources import Object

INDEX = "batch.kubernetes.io/job-completion-index"


def index_of(pod: Object) -> int:
    """The pod's completion index, -1 without one."""
    text = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    return int(text) if text.isdigit() else -1


def write(indexes: Iterable[int]) -> str:
    """Indexes as the status has them: runs of three and more as ranges, pairs too."""
    parts: list[list[int]] = []
    for index in sorted(set(indexes)):
        if parts and parts[-1][1] == index - 1:
            parts[-1][1] = index
        else:
            parts.append([index, index])
    return ",".join(_range(first, last) for first, last in parts)


def _range(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first},{last}" if last == first + 1 else f"{first}-{last}"


def read(text: str) -> set[int]:
    """The indexes that a text names."""
    found: set[int] = set()
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
