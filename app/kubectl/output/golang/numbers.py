"""Numbers as Go source and strconv write them.

Follows Go's strconv.ParseInt with base 0 and strconv.ParseFloat.
"""

from __future__ import annotations

import re

_INTEGER = re.compile(r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?[0-9])*)\Z")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_HEX_FLOAT = re.compile(r"[+-]?0[xX](?=\.?[0-9a-fA-F])[0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][+-]?[0-9]+\Z")


def parse_integer(text: str) -> int | None:
    """The integer of any size that `text` writes with Go's prefixes and underscores, or None."""
    if not _INTEGER.match(text):
        return None
    digits = text.lower().replace("_", "")
    unsigned = digits.lstrip("+-")
    base = {"0x": 16, "0b": 2, "0o": 8}.get(unsigned[:2], 8 if unsigned[0] == "0" and len(unsigned) > 1 else 10)
    number = int(unsigned[2:] if unsigned[:2] in {"0x", "0b", "0o"} else unsigned, base)
    return -number if digits[0] == "-" else number


def parse_float(text: str) -> float | None:
    """The float that `text` writes, or None when it is none or out of range."""
    if _HEX_FLOAT.match(text):
        return float.fromhex(text)
    plain = text.replace("_", "") if text.lower().lstrip("+-").startswith("0x") else text
    if not _FLOAT.match(plain):
        return None
    number = float(plain)
    return None if number in {float("inf"), float("-inf")} else number
