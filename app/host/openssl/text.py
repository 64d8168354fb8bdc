"""`-text`: certificates, requests and keys in words."""

from __future__ import annotations

import textwrap
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from app.host.openssl import extensions
from app.host.openssl.keys import Key, PublicKey
from app.host.openssl.names import shown

ALGORITHMS = {
    "1.2.840.113549.1.1.11": "sha256WithRSAEncryption", "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
    "1.2.840.113549.1.1.13": "sha512WithRSAEncryption", "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
    "1.2.840.10045.4.3.2": "ecdsa-with-SHA256", "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
    "1.2.840.10045.4.3.4": "ecdsa-with-SHA512", "1.3.101.112": "ED25519",
}  # fmt: skip
CURVE_NAMES = {"secp256r1": ("prime256v1", "P-256"), "secp384r1": ("secp384r1", "P-384"),
               "secp521r1": ("secp521r1", "P-521")}  # fmt: skip
SMALL = 1 << 63  # serial numbers below it are shown as numbers


def stamp(moment: datetime) -> str:
    """`Nov 14 22:13:20 2023 GMT`."""
    return f"{moment:%b %e %H:%M:%S %Y GMT}"


def block(data: bytes, indent: int, width: int) -> str:
    """Bytes as `00:ab:...`, so many a line."""
    lines = [data[at : at + width].hex(":") for at in range(0, len(data), width)]
    return "".join(f"{' ' * indent}{line}{':' if line is not lines[-1] else ''}\n" for line in lines)


def number(value: int) -> bytes:
    """A positive number's bytes, with the zero in front that keeps it positive."""
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def certificate_text(certificate: x509.Certificate) -> str:
    """`openssl x509 -text`."""
    serial = certificate.serial_number
    shown_serial = f" {serial} ({serial:#x})\n" if serial < SMALL else "\n" + block(_bytes(serial), 12, 20)
    algorithm = ALGORITHMS.get(certificate.signature_algorithm_oid.dotted_string, "UNDEF")
    version = certificate.version.value
    head = (
        f"Certificate:\n    Data:\n        Version: {version + 1} ({version:#x})\n        Serial Number:{shown_serial}"
        f"        Signature Algorithm: {algorithm}\n        Issuer: {shown(certificate.issuer)}\n        Validity\n"
        f"            Not Before: {stamp(certificate.not_valid_before_utc)}\n"
        f"            Not After : {stamp(certificate.not_valid_after_utc)}\n"
        f"        Subject: {shown(certificate.subject)}\n"
    )
    listed = "".join(_extension(one, 12) for one in certificate.extensions)
    found = f"        X509v3 extensions:\n{listed}" if listed else ""
    return head + public_text(certificate.public_key()) + found + _signature(algorithm, certificate.signature)  # type: ignore[arg-type]


def request_text(request: x509.CertificateSigningRequest) -> str:
    """`openssl req -text`."""
    algorithm = ALGORITHMS.get(request.signature_algorithm_oid.dotted_string, "UNDEF")
    head = f"Certificate Request:\n    Data:\n        Version: 1 (0x0)\n        Subject: {shown(request.subject)}\n"
    listed = "".join(_extension(one, 16) for one in request.extensions)
    attributes = "        Attributes:\n" + ("" if listed else "            (none)\n")
    attributes += f"            Requested Extensions:\n{listed}"
    return head + public_text(request.public_key()) + attributes + _signature(algorithm, request.signature)  # type: ignore[arg-type]


def _bytes(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _extension(extension: x509.Extension[x509.ExtensionType], indent: int) -> str:
    title, text = extensions.shown(extension)
    return f"{' ' * indent}{title}\n{' ' * (indent + 4)}{text}\n"


def _signature(algorithm: str, signature: bytes) -> str:
    return f"    Signature Algorithm: {algorithm}\n    Signature Value:\n{block(signature, 8, 18)}"


def public_text(key: PublicKey) -> str:
    """The part of a certificate that shows its key."""
    head = "        Subject Public Key Info:\n            Public Key Algorithm: "
    match key:
        case rsa.RSAPublicKey():
            numbers = key.public_numbers()
            return (
                f"{head}rsaEncryption\n                Public-Key: ({key.key_size} bit)\n                Modulus:\n"
                f"{block(number(numbers.n), 20, 15)}                Exponent: {numbers.e} ({numbers.e:#x})\n"
            )
        case ec.EllipticCurvePublicKey():
            return (
                f"{head}id-ecPublicKey\n                Public-Key: ({key.key_size} bit)\n                pub:\n"
                f"{block(_point(key), 20, 15)}{textwrap.indent(_curve(key.curve), ' ' * 16)}"
            )
        case ed25519.Ed25519PublicKey():
            raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
            title = "                ED25519 Public-Key:\n                pub:\n"
            return f"{head}ED25519\n{title}{block(raw, 20, 15)}"


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _curve(curve: ec.EllipticCurve) -> str:
    oid, nist = CURVE_NAMES.get(curve.name, (curve.name, ""))
    return f"ASN1 OID: {oid}\n" + (f"NIST CURVE: {nist}\n" if nist else "")


def private_text(key: Key) -> str:
    """`openssl pkey -text`."""
    match key:
        case rsa.RSAPrivateKey():
            held = key.private_numbers()
            parts = (
                ("modulus", held.public_numbers.n), ("privateExponent", held.d), ("prime1", held.p), ("prime2", held.q),
                ("exponent1", held.dmp1), ("exponent2", held.dmq1), ("coefficient", held.iqmp),
            )  # fmt: skip
            texts = [f"{name}:\n{block(number(value), 4, 15)}" for name, value in parts]
            texts.insert(1, f"publicExponent: {EXPONENT_TEXT}\n")
            return f"Private-Key: ({key.key_size} bit, 2 primes)\n" + "".join(texts)
        case ec.EllipticCurvePrivateKey():
            secret = key.private_numbers().private_value.to_bytes((key.key_size + 7) // 8, "big")
            title = f"Private-Key: ({key.key_size} bit)\npriv:\n{block(secret, 4, 15)}"
            return f"{title}pub:\n{block(_point(key.public_key()), 4, 15)}{_curve(key.curve)}"
        case ed25519.Ed25519PrivateKey():
            secret = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
            public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            return f"ED25519 Private-Key:\npriv:\n{block(secret, 4, 15)}pub:\n{block(public, 4, 15)}"


EXPONENT_TEXT = "65537 (0x10001)"
