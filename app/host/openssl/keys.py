"""Private keys: RSA, elliptic curves, Ed25519. They come from the host's randomness, so that a lab repeats exactly."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.host.openssl.primes import PRIMES
from app.sim.randomness import Randomness

EXPONENT = 65537
CURVES: dict[str, type[ec.EllipticCurve]] = {
    "prime256v1": ec.SECP256R1, "secp256r1": ec.SECP256R1, "P-256": ec.SECP256R1,
    "secp384r1": ec.SECP384R1, "P-384": ec.SECP384R1, "secp521r1": ec.SECP521R1, "P-521": ec.SECP521R1,
}  # fmt: skip
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


def generate_rsa(randomness: Randomness, bits: int) -> rsa.RSAPrivateKey | None:
    """A new key of this many bits; None for a size that this machine does not make."""
    primes = PRIMES.get(bits // 2)
    if primes is None or bits % 2:
        return None
    first = randomness.integer(0, len(primes) - 1)
    second = (first + randomness.integer(1, len(primes) - 1)) % len(primes)
    p, q = max(primes[first], primes[second]), min(primes[first], primes[second])
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)  # the primes are ours


def generate_ec(randomness: Randomness, curve: str) -> ec.EllipticCurvePrivateKey | None:
    """A new key on this curve; None for an unknown curve."""
    kind = CURVES.get(curve)
    if kind is None:
        return None
    made = kind()
    return ec.derive_private_key(1 + int(randomness.hex(made.key_size // 4 - 1), 16), made)


def generate_ed25519(randomness: Randomness) -> ed25519.Ed25519PrivateKey:
    """A new key."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(randomness.hex(64)))


def read(text: bytes) -> Key | None:
    """The first private key of a PEM file; None when there is none that can be read without a password."""
    start = text.find(b"-----BEGIN ")
    while start >= 0:
        if b"PRIVATE KEY-----" in text[start:].split(b"\n", 1)[0]:
            try:
                key = load_pem_private_key(text[start:], None)
            except (ValueError, TypeError, UnsupportedAlgorithm):
                return None
            return key if isinstance(key, Key) else None
        start = text.find(b"-----BEGIN ", start + 1)
    return None


def private_pem(key: Key, *, traditional: bool = False) -> str:
    """PKCS #8, or the older form of the key's own kind."""
    form = PrivateFormat.TraditionalOpenSSL if traditional else PrivateFormat.PKCS8
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def public_pem(key: PublicKey) -> str:
    """SubjectPublicKeyInfo."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
