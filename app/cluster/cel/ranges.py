"""Ranges of sizes and costs: (least, most), which never grow beyond an unsigned integer of 64 bits.

Follows cel-go checker/cost.go: SizeEstimate, CostEstimate.
"""

from __future__ import annotations

import math

Range = tuple[int, int]
TOP = (1 << 64) - 1
NOTHING: Range = (0, 0)
ONE: Range = (1, 1)
UNKNOWN: Range = (0, TOP)


def fixed(value: int) -> Range:
    """Exactly this."""
    return value, value


def plus(*ranges: Range) -> Range:
    """The sum."""
    return min(TOP, sum(one[0] for one in ranges)), min(TOP, sum(one[1] for one in ranges))


def times(one: Range, two: Range) -> Range:
    """The product."""
    return min(TOP, one[0] * two[0]), min(TOP, one[1] * two[1])


def scaled(one: Range, factor: float) -> Range:
    """Times a factor, rounded up."""
    return _scaled(one[0], factor), _scaled(one[1], factor)


def _scaled(value: int, factor: float) -> int:
    exact = float(value) * factor
    return TOP if exact >= TOP else math.ceil(exact)


def union(*ranges: Range) -> Range:
    """The smallest range around all of them."""
    return min(one[0] for one in ranges), max(one[1] for one in ranges)
