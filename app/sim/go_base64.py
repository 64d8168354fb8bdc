"""Base64 as Go reads it: the standard alphabet with padding, line ends anywhere.

Follows Go's encoding/base64: Encoding.decodeQuantum.
"""

from __future__ import annotations

import base64
import string

_ALPHABET = frozenset((string.ascii_letters + string.digits + "+/").encode())
_NEWLINES = frozenset(b"\r\n")
_PAD = ord("=")


def decode(text: str) -> bytes:
    """The bytes; ValueError with Go's message, which says where it stopped."""
    data = text.encode("utf-8", "surrogateescape")
    stopped = _corrupt(data)
    if stopped is not None:
        raise ValueError(f"illegal base64 data at input byte {stopped}")
    return base64.b64decode(data)


def _corrupt(data: bytes) -> int | None:
    """Where Go's decoder stops, None when it reads all."""
    count = 0
    for place, byte in enumerate(data):
        if byte in _ALPHABET:
            count += 1
        elif byte == _PAD and count % 4 > 1:
            return _corrupt_end(data, place + 1, wants_another=count % 4 == 2)
        elif byte not in _NEWLINES:
            return place
    return len(data) - count % 4 if count % 4 else None


def _corrupt_end(data: bytes, place: int, *, wants_another: bool) -> int | None:
    """The same behind the first padding character: at most one more may follow."""
    rest = [index for index in range(place, len(data)) if data[index] not in _NEWLINES]
    if not wants_another:
        return rest[0] if rest else None
    if not rest:
        return len(data)
    if data[rest[0]] != _PAD:
        return rest[0] - 1
    return rest[1] if len(rest) > 1 else None
