"""The one source of chance in a lab: names, UIDs, jitter, placement. Seeded, so that a lab repeats exactly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

# Follows kubernetes apimachinery/pkg/util/rand: no vowels, nothing that reads like another character.
NAME_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
# RFC 9562: the bits that say which kind of UUID it is.
UUID_MARKS, UUID_VERSION_4 = 0xF000 << 64 | 0xC000 << 48, 0x4000 << 64 | 0x8000 << 48


class Randomness:
    """Draws of one lab. `state()` goes into snapshots; `restore` continues the same sequence."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._random = random.Random(seed)
        self.fraction = self._random.random
        """Draw a number from 0 to 1: as fast as can be, the scheduler asks for every change of a node."""

    def suffix(self, length: int = 5) -> str:
        """A generated name's suffix, as in `web-5d4f8c7b9-x2x8k`."""
        return "".join(self._random.choices(NAME_ALPHABET, k=length))

    def uid(self) -> str:
        """A version 4 UUID."""
        bits = self._random.getrandbits(128) & ~UUID_MARKS | UUID_VERSION_4
        return uid_text(bits)

    def hex(self, length: int) -> str:
        """`length` hexadecimal digits, as in container ids."""
        return f"{self._random.getrandbits(length * 4):0{length}x}"

    def between(self, low: float, high: float) -> float:
        """A number between two bounds: durations and jitter."""
        return self._random.uniform(low, high)

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self._random.randint(low, high)

    def of(self, key: str, low: int, high: int) -> int:
        """A whole number that the seed and a key decide alone, without a turn in the sequence: for programs that run
        side by side and would take their turns in no certain order."""
        return random.Random(f"{self.seed} {key}").randint(low, high)

    def choice(self, items: Sequence[T]) -> T:
        """One of the items."""
        return self._random.choice(items)

    def state(self) -> Any:
        """Everything needed to go on drawing the same numbers; made of lists and numbers."""
        version, internal, gauss = self._random.getstate()
        return [version, list(internal), gauss]

    def restore(self, state: Any) -> None:
        """Go on from a `state()`."""
        version, internal, gauss = state
        self._random.setstate((version, tuple(internal), gauss))


def uid_text(bits: int) -> str:
    """A UUID as it is written."""
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
