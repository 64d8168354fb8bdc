"""Certificate signing requests (PKCS #10), read as far as they are shown.

Follows Go's crypto/x509: ParseCertificateRequest; RFC 2986.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field

SEQUENCE, SET, OID, OCTETS = 0x30, 0x31, 0x06, 0x04
ATTRIBUTES = 0xA0
EXTENSION_REQUEST, ALTERNATIVE_NAME = "1.2.840.113549.1.9.14", "2.5.29.17"
NAMES = {
    "2.5.4.3": "CN", "2.5.4.5": "SERIALNUMBER", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "STREET",
    "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.17": "POSTALCODE",
}  # fmt: skip
ALTERNATIVES = {0x81: "Email Addresses", 0x82: "DNS Names", 0x86: "URIs", 0x87: "IP Addresses"}


class RequestError(ValueError):
    """Data that is no request."""


@dataclass
class CertificateRequest:
    """Whom a request names: `subject` by short attribute names, `alternative` by kind of name."""

    subject: dict[str, list[str]] = field(default_factory=dict)
    alternative: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The last value of an attribute that is to have one; empty without any."""
        return self.subject.get(name, [""])[-1]


def parse_request(pem: bytes) -> CertificateRequest:
    """The request in PEM text; RequestError when there is none."""
    try:
        (_, outer), *_ = _values(_decoded(pem))
        (_, info), *_ = _values(outer)
        _, (_, subject), _, *rest = _values(info)
        request = CertificateRequest(_subject(subject))
        for tag, attributes in rest:
            if tag == ATTRIBUTES:
                request.alternative = _alternative(attributes)
    except (ValueError, IndexError) as wrong:
        raise RequestError(str(wrong) or "x509: malformed certificate request") from None
    return request


def _decoded(pem: bytes) -> bytes:
    _, begin, rest = pem.partition(b"-----BEGIN ")
    label, _, rest = rest.partition(b"-----")
    body, end, _ = rest.partition(b"-----END ")
    if not begin or not end or label not in (b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST"):
        raise RequestError("PEM block type must be CERTIFICATE REQUEST")
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        raise RequestError("x509: malformed certificate request") from None


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The tags and contents of DER values one after the other."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise RequestError("asn1: syntax error: data truncated")
        yield tag, data[at : at + length]
        at += length


def _oid(data: bytes) -> str:
    numbers, value = [data[0] // 40, data[0] % 40], 0
    for byte in data[1:]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    return ".".join(map(str, numbers))


def _subject(data: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, relative in _values(data):
        for _, pair in _values(relative):
            (_, oid), (_, value) = _values(pair)
            if name := NAMES.get(_oid(oid)):
                found.setdefault(name, []).append(value.decode("utf-8", "replace"))
    return found


def _alternative(attributes: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, attribute in _values(attributes):
        (_, oid), (_, values) = _values(attribute)
        if _oid(oid) != EXTENSION_REQUEST:
            continue
        for _, extensions in _values(values):
            for _, extension in _values(extensions):
                parts = list(_values(extension))
                if _oid(parts[0][1]) == ALTERNATIVE_NAME:
                    _read_names(parts[-1][1], found)
    return found


def _read_names(data: bytes, found: dict[str, list[str]]) -> None:
    for _, names in _values(data):
        for tag, value in _values(names):
            if kind := ALTERNATIVES.get(tag):
                is_address = kind == "IP Addresses"
                shown = str(ipaddress.ip_address(value)) if is_address else value.decode("ascii", "replace")
                found.setdefault(kind, []).append(shown)
