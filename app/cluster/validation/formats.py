"""The string formats that schemas know.

Follows kube-openapi pkg/validation/strfmt. Formats that it does not know are no restriction.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address, ip_network

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_HOSTNAME = re.compile(
    r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.?"
)
_UUID = r"[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}"
_DURATION = re.compile(
    r"[+-]?(0|(\d+(\.\d*)?|\.\d+)\s*(ns|us|µs|ms|s|m|h|d|w)(\s*(\d+(\.\d*)?|\.\d+)\s*(ns|us|µs|ms|s|m|h|d|w))*)"
)
_PATTERNS = {
    "email": _EMAIL,
    "hostname": _HOSTNAME,
    "uuid": re.compile(_UUID % ("[0-9a-f]", "[0-9a-f]"), re.IGNORECASE),
    "uuid3": re.compile(_UUID % ("3", "[0-9a-f]"), re.IGNORECASE),
    "uuid4": re.compile(_UUID % ("4", "[89ab]"), re.IGNORECASE),
    "uuid5": re.compile(_UUID % ("5", "[89ab]"), re.IGNORECASE),
    "uri": re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*:\S+|/\S*)"),
    "mac": re.compile(r"[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}"),
    "duration": _DURATION,
    "creditcard": re.compile(r"\d{13,19}"),
    "ssn": re.compile(r"\d{3}[- ]?\d{2}[- ]?\d{4}"),
    "hexcolor": re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    "rgbcolor": re.compile(r"rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)"),
    "isbn": re.compile(r"(\d[- ]?){9}([\dX]|(\d[- ]?){3}\d)"),
    "isbn10": re.compile(r"(\d[- ]?){9}[\dX]"),
    "isbn13": re.compile(r"(\d[- ]?){12}\d"),
    "bsonobjectid": re.compile(r"[0-9a-fA-F]{24}"),
}


def _moment(text: str) -> object:
    if not _DATE_TIME.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text[:19])


def _day(text: str) -> object:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


_READERS: dict[str, Callable[[str], object]] = {
    "date": _day,
    "date-time": _moment,
    "datetime": _moment,
    "ipv4": IPv4Address,
    "ipv6": IPv6Address,
    "cidr": lambda text: ip_network(text, strict=False),
    "byte": lambda text: base64.b64decode(text, validate=True),
}


def is_format(name: str, text: str) -> bool:
    """Whether a text is of a format; True for formats nobody checks."""
    pattern = _PATTERNS.get(name)
    if pattern is not None:
        return pattern.fullmatch(text) is not None
    reader = _READERS.get(name)
    if reader is None:
        return True
    try:
        reader(text)
    except (ValueError, binascii.Error):
        return False
    return True
