"""Certificate requests and certificates: making and reading them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.host.openssl import der
from app.host.openssl.keys import SIGNATURE_ALGORITHM, Key

ATTRIBUTES = {
    "C": "2.5.4.6", "ST": "2.5.4.8", "L": "2.5.4.7", "O": "2.5.4.10", "OU": "2.5.4.11", "CN": "2.5.4.3",
    "emailAddress": "1.2.840.113549.1.9.1",
}  # fmt: skip
NAMES = {number: name for name, number in ATTRIBUTES.items()}
SAN, BASIC, EXTENSION_REQUEST = "2.5.29.17", "2.5.29.19", "1.2.840.113549.1.9.14"
Name = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facts:
    """What a request or certificate says. Times are seconds since 1970; a request has neither issuer nor times."""

    subject: Name
    public: bytes
    sans: tuple[str, ...] = ()
    issuer: Name = ()
    serial: int = 0
    starts: float = 0.0
    ends: float = 0.0
    authority: bool = False
    algorithm: str = "sha256WithRSAEncryption"


def subject_of(text: str) -> Name | None:
    """`/CN=jane/O=dev` taken apart; None when it is no such name."""
    if not text.startswith("/"):
        return None
    pairs = []
    for part in re.split(r"(?<!\\)/", text[1:]):
        name, equals, value = part.partition("=")
        if not equals or name not in ATTRIBUTES:
            return None
        pairs.append((name, value.replace("\\/", "/")))
    return tuple(pairs)


def shown(name: Name) -> str:
    """As openssl 3 prints it: `CN = jane, O = dev`."""
    return ", ".join(f"{key} = {value}" for key, value in name)


def _name(name: Name) -> bytes:
    sets = []
    for key, value in name:
        tag = der.PRINTABLE if key == "C" else der.UTF8
        sets.append(der.item(der.SET, der.sequence(der.oid(ATTRIBUTES[key]), der.item(tag, value.encode()))))
    return der.sequence(*sets)


def _extensions(sans: Sequence[str], *, authority: bool) -> bytes:
    found = []
    if authority:
        basic = der.sequence(der.item(1, b"\xff"))
        found.append(der.sequence(der.oid(BASIC), der.item(1, b"\xff"), der.item(der.OCTETS, basic)))
    if sans:
        names = b"".join(
            der.item(0x87, bytes(map(int, value.split(".")))) if kind == "IP" else der.item(0x82, value.encode())
            for kind, _, value in (san.partition(":") for san in sans)
        )
        found.append(der.sequence(der.oid(SAN), der.item(der.OCTETS, der.item(der.SEQUENCE, names))))
    return der.sequence(*found) if found else b""


def request(key: Key, subject: Name, sans: Sequence[str]) -> bytes:
    """A PKCS #10 certificate request."""
    extensions = _extensions(sans, authority=False)
    wanted = der.sequence(der.oid(EXTENSION_REQUEST), der.item(der.SET, extensions)) if extensions else b""
    return key.signed(der.sequence(der.integer(0), _name(subject), key.public(), der.item(0xA0, wanted)))


def certificate(facts: Facts, issuer_key: Key) -> bytes:
    """An X.509 certificate."""
    extensions = _extensions(facts.sans, authority=facts.authority)
    return issuer_key.signed(
        der.sequence(
            der.item(0xA0, der.integer(2)), der.integer(facts.serial), SIGNATURE_ALGORITHM, _name(facts.issuer),
            der.sequence(der.moment(facts.starts), der.moment(facts.ends)), _name(facts.subject), facts.public,
            der.item(0xA3, extensions) if extensions else b"",
        )
    )  # fmt: skip


def read_request(data: bytes) -> Facts:
    """A request's facts; ValueError when it is none."""
    try:
        _, subject, public, *rest = der.elements(next(der.elements(next(der.elements(data))[1]))[1])
        return Facts(_read_name(subject[1]), public[2], _read_sans(rest[0][1] if rest else b""))
    except (IndexError, StopIteration, UnicodeDecodeError) as error:
        raise ValueError("not a certificate request") from error


def read_certificate(data: bytes) -> Facts:
    """A certificate's facts; ValueError when it is none."""
    try:
        parts = list(der.elements(next(der.elements(next(der.elements(data))[1]))[1]))
        if parts[0][0] == 0xA0:
            parts = parts[1:]
        serial, algorithm, issuer, validity, subject, public, *rest = parts
        starts, ends = (der.read_moment(tag, content) for tag, content, _ in der.elements(validity[1]))
        extensions = rest[-1][1] if rest else b""
        kind = der.dotted(next(der.elements(algorithm[1]))[1])
        return Facts(
            _read_name(subject[1]), public[2], _read_sans(extensions), _read_name(issuer[1]),
            int.from_bytes(serial[1], "big"), starts, ends,
            der.oid(BASIC) in extensions and b"\x30\x03\x01\x01\xff" in extensions,
            "sha256WithRSAEncryption" if kind.startswith("1.2.840.113549") else "ecdsa-with-SHA256",
        )  # fmt: skip
    except (IndexError, StopIteration, UnicodeDecodeError) as error:
        raise ValueError("not a certificate") from error


def _read_name(content: bytes) -> Name:
    found = []
    for _, one, _ in der.elements(content):
        key, value = der.elements(next(der.elements(one))[1])
        number = der.dotted(key[1])
        found.append((NAMES.get(number, number), value[1].decode()))
    return tuple(found)


def _read_sans(extensions: bytes) -> tuple[str, ...]:
    at = extensions.find(der.oid(SAN))
    if at < 0:
        return ()
    content = next(der.elements(extensions[at + len(der.oid(SAN)) :]))[1]
    found = []
    for tag, value, _ in der.elements(next(der.elements(content))[1]):
        if tag == 0x87:
            found.append("IP:" + ".".join(map(str, value)))
        elif tag == 0x82:
            found.append("DNS:" + value.decode())
    return tuple(found)


def stamp(seconds: float) -> str:
    """`Nov 14 22:13:20 2023 GMT`."""
    return f"{datetime.fromtimestamp(int(seconds), UTC):%b %e %H:%M:%S %Y GMT}"


def text_of(facts: Facts, *, is_request: bool) -> str:
    """`-text`, without the numbers of key and signature."""
    head = "Certificate Request:\n    Data:\n        Version: 1 (0x0)\n" if is_request else (
        "Certificate:\n    Data:\n        Version: 3 (0x2)\n"
        f"        Serial Number:\n            {colons(facts.serial)}\n"
        f"        Signature Algorithm: {facts.algorithm}\n        Issuer: {shown(facts.issuer)}\n        Validity\n"
        f"            Not Before: {stamp(facts.starts)}\n            Not After : {stamp(facts.ends)}\n"
    )  # fmt: skip
    text = f"{head}        Subject: {shown(facts.subject)}\n        Subject Public Key Info:\n"
    text += "            Public Key Algorithm: rsaEncryption\n" if facts.algorithm.startswith("sha256") else ""
    extensions = ""
    if facts.authority:
        extensions += "            X509v3 Basic Constraints: critical\n                CA:TRUE\n"
    if facts.sans:
        names = ", ".join(san.replace("IP:", "IP Address:") for san in facts.sans)
        extensions += f"            X509v3 Subject Alternative Name: \n                {names}\n"
    title = "            Requested Extensions:\n" if is_request else "        X509v3 extensions:\n"
    return text + (title + extensions if extensions else "") + f"    Signature Algorithm: {facts.algorithm}\n"


def colons(number: int) -> str:
    """`0a:1b:2c`."""
    digits = f"{number:x}"
    digits = "0" * (len(digits) % 2) + digits
    return ":".join(re.findall("..", digits))


def modulus_of(public: bytes) -> int:
    """The modulus of an RSA public key; 0 for another kind."""
    try:
        inner = list(der.elements(next(der.elements(public))[1]))[1][1][1:]
        return int.from_bytes(next(der.elements(next(der.elements(inner))[1]))[1], "big")
    except (ValueError, IndexError, StopIteration):
        return 0
