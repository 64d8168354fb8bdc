"""X.509 as far as a cluster needs it: reading subjects, checking and issuing client certificates.

The certificate authority is the same in every simulated cluster; its key protects nothing outside the simulation.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

import orjson

_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----(.*?)-----END \1-----", re.DOTALL)
COMMON_NAME, ORGANIZATION = "2.5.4.3", "2.5.4.10"
_SHA256_RSA = "1.2.840.113549.1.1.11"
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_USAGES = {
    "client auth": "1.3.6.1.5.5.7.3.2",
    "server auth": "1.3.6.1.5.5.7.3.1",
}


@dataclass(frozen=True)
class Node:
    """One DER value: tag, contents, and the bytes it was read from."""

    tag: int
    contents: bytes
    raw: bytes

    def children(self) -> list[Node]:
        """The values inside a constructed one."""
        return list(_read(self.contents))


def _read(data: bytes) -> Iterator[Node]:
    at = 0
    while at < len(data):
        tag, length, start = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[start : start + size], "big")
            start += size
        end = start + length
        if end > len(data):
            raise ValueError("asn1: syntax error: data truncated")
        yield Node(tag, data[start:end], data[at:end])
        at = end


def _der(tag: int, *parts: bytes) -> bytes:
    contents = b"".join(parts)
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + contents


def _oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    out = bytes([first * 40 + second])
    for number in rest:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.insert(0, (number & 0x7F) | 0x80)
        out += bytes(digits)
    return _der(0x06, out)


def _oid_text(contents: bytes) -> str:
    numbers, value = [contents[0] // 40, contents[0] % 40], 0
    for byte in contents[1:]:
        value = value << 7 | (byte & 0x7F)
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    return ".".join(str(number) for number in numbers)


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _name(common_name: str, organizations: tuple[str, ...] = ()) -> bytes:
    pairs = [(ORGANIZATION, item) for item in organizations] + [(COMMON_NAME, common_name)]
    return _der(0x30, *(_der(0x31, _der(0x30, _oid(oid), _der(0x0C, text.encode()))) for oid, text in pairs))


def _time(seconds: float) -> bytes:
    moment = datetime.fromtimestamp(int(seconds), UTC)
    if moment.year < 2050:
        return _der(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())
    return _der(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())


def pem_blocks(data: bytes) -> list[tuple[str, bytes]]:
    """(label, DER) of every block."""
    return [(match[1].decode(), base64.b64decode(match[2])) for match in _PEM.finditer(data)]


def to_pem(label: str, der: bytes) -> str:
    """A PEM block."""
    text = base64.b64encode(der).decode()
    lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


def _subject(name: Node) -> tuple[str, tuple[str, ...]]:
    """(common name, organizations) of an X.501 name."""
    common, organizations = "", []
    for part in name.children():
        for pair in part.children():
            oid, text = pair.children()
            if _oid_text(oid.contents) == COMMON_NAME:
                common = text.contents.decode("utf-8", "replace")
            elif _oid_text(oid.contents) == ORGANIZATION:
                organizations.append(text.contents.decode("utf-8", "replace"))
    return common, tuple(organizations)


@dataclass(frozen=True)
class Certificate:
    """What counts of a certificate. Times are seconds since 1970."""

    common_name: str
    organizations: tuple[str, ...]
    not_before: float
    not_after: float
    signed: bytes
    signature: bytes


def read_certificate(pem: bytes) -> Certificate | None:
    """The first certificate of a PEM file; None when there is none that can be read."""
    try:
        der = next(data for label, data in pem_blocks(pem) if label == "CERTIFICATE")
        body, _, signature = next(_read(der)).children()
        fields = body.children()
        if fields[0].tag == 0xA0:
            fields = fields[1:]
        start, end = (_moment(item) for item in fields[3].children())
        common, organizations = _subject(fields[4])
    except (StopIteration, ValueError, IndexError):
        return None
    return Certificate(common, organizations, start, end, body.raw, signature.contents[1:])


def _moment(node: Node) -> float:
    text = node.contents.decode()
    form = "%y%m%d%H%M%SZ" if node.tag == 0x17 else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()


def read_request(pem: bytes) -> tuple[str, tuple[str, ...], bytes] | None:
    """(common name, organizations, public key) of a certificate signing request; None when it is none."""
    try:
        der = next(
            data for label, data in pem_blocks(pem) if label in {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"}
        )
        body = next(_read(der)).children()[0].children()
        common, organizations = _subject(body[1])
        return common, organizations, body[2].raw
    except (StopIteration, ValueError, IndexError):
        return None


def verified_subject(pem: bytes, now: float) -> tuple[str, tuple[str, ...]] | None:
    """Name and groups of a client certificate that the cluster signed and that is good now."""
    found = _trusted(pem)
    if found is None or not found.not_before <= now <= found.not_after:
        return None
    return found.common_name, found.organizations


@lru_cache(maxsize=256)
def credential_id(pem: bytes) -> str:
    """How a certificate is named in its user's extra fields. Follows apiserver/pkg/authentication/request/x509."""
    der = next((data for label, data in pem_blocks(pem) if label == "CERTIFICATE"), b"")
    return f"X509SHA256={hashlib.sha256(der).hexdigest()}"


@lru_cache(maxsize=256)
def _trusted(pem: bytes) -> Certificate | None:
    found = read_certificate(pem)
    return found if found is not None and _signed(found) else None


@cache
def authority() -> dict[str, str]:
    """The certificate authority and the admin's key pair: PEM by name, and the signing key's numbers."""
    found: dict[str, str] = orjson.loads((Path(__file__).parents[1] / "bootstrap" / "authority.json").read_bytes())
    return found


def _padded(signed: bytes, size: int) -> int:
    digest = _DIGEST_INFO + hashlib.sha256(signed).digest()
    return int.from_bytes(b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest, "big")


def _sign(signed: bytes) -> bytes:
    modulus, exponent = int(authority()["modulus"], 16), int(authority()["private"], 16)
    size = (modulus.bit_length() + 7) // 8
    return pow(_padded(signed, size), exponent, modulus).to_bytes(size, "big")


def _signed(certificate: Certificate) -> bool:
    modulus = int(authority()["modulus"], 16)
    size = (modulus.bit_length() + 7) // 8
    found = pow(int.from_bytes(certificate.signature, "big"), 65537, modulus)
    return found == _padded(certificate.signed, size)


def issue(
    common_name: str,
    organizations: tuple[str, ...],
    public_key: bytes,
    *,
    serial: int,
    start: float,
    seconds: float,
    usages: tuple[str, ...] = ("client auth",),
) -> str:
    """A certificate of the cluster's authority, as PEM. `public_key` is a DER SubjectPublicKeyInfo."""
    algorithm = _der(0x30, _oid(_SHA256_RSA), _der(0x05))
    extended = [_oid(_USAGES[usage]) for usage in usages if usage in _USAGES]
    key_usage = _der(0x30, _oid("2.5.29.15"), _der(0x01, b"\xff"), _der(0x04, _der(0x03, b"\x05\xa0")))
    constraints = _der(0x30, _oid("2.5.29.19"), _der(0x01, b"\xff"), _der(0x04, _der(0x30)))
    extensions = [key_usage, constraints]
    if extended:
        extensions.insert(1, _der(0x30, _oid("2.5.29.37"), _der(0x04, _der(0x30, *extended))))
    body = _der(
        0x30,
        _der(0xA0, _integer(2)),
        _integer(serial),
        algorithm,
        _name("kubernetes"),
        _der(0x30, _time(start), _time(start + seconds)),
        _name(common_name, organizations),
        public_key,
        _der(0xA3, _der(0x30, *extensions)),
    )
    return to_pem("CERTIFICATE", _der(0x30, body, algorithm, _der(0x03, b"\0", _sign(body))))
