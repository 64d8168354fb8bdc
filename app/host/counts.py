"""Numbers with a unit behind them, as coreutils read them: `10`, `2k`, `1MB`, `3KiB`."""

from __future__ import annotations

import re

SHAPE = re.compile(r"(\d+)(?:(b)|([kKMGTPEZYRQ])(B|iB)?)?")
LARGEST = 2**64 - 1


def count(text: str) -> int:
    """How many that is; ValueError with the words coreutils put behind their complaint (or none).

    Follows gnulib lib/xstrtol.c with the suffixes "bkKmMGTPEZYRQ0".
    """
    found = SHAPE.fullmatch(text)
    if found is None:
        raise ValueError("")
    number, block, letter, unit = found.groups()
    power = "kMGTPEZYRQ".index(letter.replace("K", "k")) + 1 if letter else 0
    size = int(number) * (512 if block else (1000 if unit == "B" else 1024) ** power)
    if size > LARGEST:
        raise ValueError("Value too large for defined data type")
    return size
