"""Go's `sort.Sort`, which is not stable: equal elements come out in the order in which this algorithm leaves them.

Follows Go's sort.pdqsort, a pattern-defeating quicksort.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_INSERTION = 12  # lengths up to this are sorted by insertion
_NINTHER = 50  # from this length on, the pivot is a median of medians
_MOST_SWAPS = 12  # so many swaps while choosing a pivot mean a descending run
_STEPS, _SHIFTING = 5, 50
_WORD = 2**64 - 1


def go_sort(items: list[Any], less: Callable[[Any, Any], bool]) -> None:
    """Sorts `items` in place; `less` need not be a consistent order."""
    _Sort(items, less).sort(0, len(items), len(items).bit_length())


class _Sort:
    """The items, and the order by their places."""

    def __init__(self, items: list[Any], less: Callable[[Any, Any], bool]) -> None:
        self.items = items
        self.compare = less

    def less(self, a: int, b: int) -> bool:
        return self.compare(self.items[a], self.items[b])

    def swap(self, a: int, b: int) -> None:
        self.items[a], self.items[b] = self.items[b], self.items[a]

    def sort(self, a: int, b: int, limit: int) -> None:
        balanced = partitioned = True
        while b - a > _INSERTION:
            if not limit:
                self.heap_sort(a, b)
                return
            if not balanced:
                self.break_patterns(a, b)
                limit -= 1
            length = b - a
            pivot, swaps = self.choose_pivot(a, b)
            if swaps == _MOST_SWAPS:
                self.items[a:b] = self.items[a:b][::-1]
                pivot, swaps = b - 1 - (pivot - a), 0
            if balanced and partitioned and not swaps and self.nearly_sorted(a, b):
                return
            if a > 0 and not self.less(a - 1, pivot):
                a = self.partition_equal(a, b, pivot)
                continue
            middle, partitioned = self.partition(a, b, pivot)
            balanced = min(middle - a, b - middle) >= length // 8
            if middle - a < b - middle:
                self.sort(a, middle, limit)
                a = middle + 1
            else:
                self.sort(middle + 1, b, limit)
                b = middle
        self.insertion_sort(a, b)

    def insertion_sort(self, a: int, b: int) -> None:
        for start in range(a + 1, b):
            place = start
            while place > a and self.less(place, place - 1):
                self.swap(place, place - 1)
                place -= 1

    def heap_sort(self, a: int, b: int) -> None:
        length = b - a
        for root in range((length - 1) // 2, -1, -1):
            self.sift_down(root, length, a)
        for end in range(length - 1, -1, -1):
            self.swap(a, a + end)
            self.sift_down(0, end, a)

    def sift_down(self, root: int, end: int, first: int) -> None:
        while (child := 2 * root + 1) < end:
            if child + 1 < end and self.less(first + child, first + child + 1):
                child += 1
            if not self.less(first + root, first + child):
                return
            self.swap(first + root, first + child)
            root = child

    def choose_pivot(self, a: int, b: int) -> tuple[int, int]:
        """The pivot's place, and how many swaps it took to order the candidates."""
        quarter = (b - a) // 4
        low, middle, high = a + quarter, a + quarter * 2, a + quarter * 3
        swaps = 0
        if b - a >= _NINTHER:
            (low, s1), (middle, s2), (high, s3) = (self.median(p - 1, p, p + 1) for p in (low, middle, high))
            swaps = s1 + s2 + s3
        pivot, more = self.median(low, middle, high)
        return pivot, swaps + more

    def median(self, a: int, b: int, c: int) -> tuple[int, int]:
        swaps = 0
        if self.less(b, a):
            a, b, swaps = b, a, swaps + 1
        if self.less(c, b):
            b, swaps = c, swaps + 1
        if self.less(b, a):
            b, swaps = a, swaps + 1
        return b, swaps

    def nearly_sorted(self, a: int, b: int) -> bool:
        """Tries to finish with a few shifts; whether that sufficed."""
        place = a + 1
        for _ in range(_STEPS):
            while place < b and not self.less(place, place - 1):
                place += 1
            if place == b:
                return True
            if b - a < _SHIFTING:
                return False
            self.swap(place, place - 1)
            self.shift(a, b, place)
        return False

    def shift(self, a: int, b: int, place: int) -> None:
        if place - a >= 2:
            left = place - 1
            while left >= 1 and self.less(left, left - 1):
                self.swap(left, left - 1)
                left -= 1
        if b - place >= 2:
            right = place + 1
            while right < b and self.less(right, right - 1):
                self.swap(right, right - 1)
                right += 1

    def partition(self, a: int, b: int, pivot: int) -> tuple[int, bool]:
        """Where the pivot ends up, and whether nothing else had to move."""
        self.swap(a, pivot)
        left, right, untouched = a + 1, b - 1, True
        while True:
            while left <= right and self.less(left, a):
                left += 1
            while left <= right and not self.less(right, a):
                right -= 1
            if left > right:
                break
            self.swap(left, right)
            left, right, untouched = left + 1, right - 1, False
        self.swap(right, a)
        return right, untouched

    def partition_equal(self, a: int, b: int, pivot: int) -> int:
        """Gathers what equals the pivot; the place behind it."""
        self.swap(a, pivot)
        left, right = a + 1, b - 1
        while True:
            while left <= right and not self.less(a, left):
                left += 1
            while left <= right and self.less(a, right):
                right -= 1
            if left > right:
                return left
            self.swap(left, right)
            left, right = left + 1, right - 1

    def break_patterns(self, a: int, b: int) -> None:
        """Scatters three items by a sequence that depends on nothing but the length."""
        length = b - a
        word, mask = length, (1 << length.bit_length()) - 1
        place = a + length // 4 * 2
        for offset in range(3):
            word ^= word << 13 & _WORD
            word ^= word >> 7
            word ^= word << 17 & _WORD
            other = word & mask
            self.swap(place - 1 + offset, a + (other - length if other >= length else other))
