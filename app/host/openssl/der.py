"""DER: writing and reading the few ASN.1 forms that keys and certificates are made of."""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime

INTEGER, BITS, OCTETS, NULL, OID, UTF8, PRINTABLE, UTC_TIME, TIME = 2, 3, 4, 5, 6, 12, 19, 23, 24
SEQUENCE, SET = 0x30, 0x31


def item(tag: int, content: bytes) -> bytes:
    """One element."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE."""
    return item(SEQUENCE, b"".join(parts))


def integer(number: int) -> bytes:
    """INTEGER, not negative."""
    return item(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def bits(content: bytes) -> bytes:
    """BIT STRING of whole bytes."""
    return item(BITS, b"\x00" + content)


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray([first * 40 + second])
    for number in rest:
        digits = [number & 127]
        while number := number >> 7:
            digits.append(number & 127 | 128)
        content += bytes(reversed(digits))
    return item(OID, bytes(content))


def moment(seconds: float) -> bytes:
    """UTCTime, or GeneralizedTime from 2050 on."""
    when = datetime.fromtimestamp(int(seconds), UTC)
    if when.year < 2050:
        return item(UTC_TIME, f"{when:%y%m%d%H%M%SZ}".encode())
    return item(TIME, f"{when:%Y%m%d%H%M%SZ}".encode())


def elements(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(tag, content, whole element) of each element; ValueError when the bytes are no DER."""
    at = 0
    while at < len(data):
        try:
            tag, size, start = data[at], data[at + 1], at + 2
            if size & 128:
                count = size & 127
                size, start = int.from_bytes(data[start : start + count], "big"), start + count
        except IndexError:
            raise ValueError("truncated") from None
        if start + size > len(data):
            raise ValueError("truncated")
        yield tag, data[start : start + size], data[at : start + size]
        at = start + size


def dotted(content: bytes) -> str:
    """An OBJECT IDENTIFIER's content as text."""
    numbers, number = [content[0] // 40, content[0] % 40], 0
    for byte in content[1:]:
        number = number << 7 | byte & 127
        if not byte & 128:
            numbers.append(number)
            number = 0
    return ".".join(map(str, numbers))


def read_moment(tag: int, content: bytes) -> float:
    """Seconds since 1970 of a UTCTime or GeneralizedTime."""
    text = content.decode()
    if tag == UTC_TIME:
        text = ("20" if text[:2] < "50" else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC).timestamp()


def pem(label: str, data: bytes) -> str:
    """An armoured block."""
    body = "\n".join(textwrap.wrap(base64.b64encode(data).decode(), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"


def read_pem(text: bytes, *labels: str) -> bytes | None:
    """The bytes of the first block with one of these labels; None when there is none."""
    for label in labels:
        found = re.search(rb"-----BEGIN %s-----\s+(.*?)-----END" % label.encode(), text, re.S)
        if found:
            try:
                return base64.b64decode(found[1])
            except ValueError:
                return None
    return None
