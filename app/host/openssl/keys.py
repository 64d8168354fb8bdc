"""RSA keys and signatures (PKCS #1 v1.5 with SHA-256)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.host.openssl import der
from app.host.openssl.primes import PRIMES
from app.sim.randomness import Randomness

RSA, SHA256_RSA = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
EXPONENT = 65537
ALGORITHM = der.sequence(der.oid(RSA), der.item(der.NULL, b""))
SIGNATURE_ALGORITHM = der.sequence(der.oid(SHA256_RSA), der.item(der.NULL, b""))


@dataclass(frozen=True)
class Key:
    """A private key, by its two primes."""

    p: int
    q: int

    @property
    def modulus(self) -> int:
        """n."""
        return self.p * self.q

    def public(self) -> bytes:
        """SubjectPublicKeyInfo."""
        return der.sequence(ALGORITHM, der.bits(der.sequence(der.integer(self.modulus), der.integer(EXPONENT))))

    def private(self) -> bytes:
        """PKCS #8."""
        d = pow(EXPONENT, -1, (self.p - 1) * (self.q - 1))
        numbers = (
            0,
            self.modulus,
            EXPONENT,
            d,
            self.p,
            self.q,
            d % (self.p - 1),
            d % (self.q - 1),
            pow(self.q, -1, self.p),
        )
        inner = der.sequence(*map(der.integer, numbers))
        return der.sequence(der.integer(0), ALGORITHM, der.item(der.OCTETS, inner))

    def sign(self, data: bytes) -> bytes:
        """A signature of the data's SHA-256."""
        size = (self.modulus.bit_length() + 7) // 8
        digest = SHA256_PREFIX + hashlib.sha256(data).digest()
        padded = int.from_bytes(b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest, "big")
        d = pow(EXPONENT, -1, (self.p - 1) * (self.q - 1))
        left, right = pow(padded, d % (self.p - 1), self.p), pow(padded, d % (self.q - 1), self.q)
        whole = right + self.q * ((left - right) * pow(self.q, -1, self.p) % self.p)
        return whole.to_bytes(size, "big")

    def signed(self, content: bytes) -> bytes:
        """A request or certificate: content, algorithm, signature."""
        return der.sequence(content, SIGNATURE_ALGORITHM, der.bits(self.sign(content)))


def generate(randomness: Randomness, size: int) -> Key | None:
    """A new key of this many bits; None for a size that this machine does not make."""
    primes = PRIMES.get(size // 2)
    if primes is None or size % 2:
        return None
    first = randomness.integer(0, len(primes) - 1)
    second = (first + randomness.integer(1, len(primes) - 1)) % len(primes)
    return Key(primes[first], primes[second])


def read(text: bytes) -> Key | None:
    """The RSA key of a PEM file (PKCS #1 or #8); None when there is none."""
    try:
        inner = der.read_pem(text, "RSA PRIVATE KEY")
        if inner is None:
            outer = der.read_pem(text, "PRIVATE KEY")
            if outer is None:
                return None
            inner = list(der.elements(next(der.elements(outer))[1]))[2][1]
        numbers = [int.from_bytes(content, "big") for _, content, _ in der.elements(next(der.elements(inner))[1])]
        return Key(numbers[4], numbers[5])
    except (ValueError, IndexError, StopIteration):
        return None
