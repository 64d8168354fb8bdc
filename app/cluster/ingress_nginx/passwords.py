"""Passwords of htpasswd files, as nginx checks them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ORDER = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))


def accepted(authorization: str, lines: Iterable[str]) -> str | None:
    """The user that a Basic Authorization header proves; None when it proves nobody."""
    scheme, _, given = authorization.partition(" ")
    try:
        user, colon, password = base64.b64decode(given).decode().partition(":")
    except ValueError:
        return None
    if scheme.lower() != "basic" or not colon:
        return None
    known = dict(line.strip().split(":", 2)[:2] for line in lines if ":" in line)
    return user if user in known and _right(password, known[user]) else None


def _right(password: str, secret: str) -> bool:
    if secret.startswith("{PLAIN}"):
        return secret[7:] == password
    if secret.startswith("{SHA}"):
        return secret[5:] == base64.b64encode(hashlib.sha1(password.encode(), usedforsecurity=False).digest()).decode()
    if secret.startswith("$apr1$"):
        return secret == _apr1(password.encode(), secret.split("$")[2].encode())
    return False


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _apr1(word: bytes, salt: bytes) -> str:
    """Apache's MD5 scheme."""
    inner = _md5(word + salt + word)
    text = word + b"$apr1$" + salt + (inner * (len(word) // 16 + 1))[: len(word)]
    size = len(word)
    while size:
        text += b"\0" if size & 1 else word[:1]
        size >>= 1
    digest = _md5(text)
    for turn in range(1000):
        first, last = (word, digest) if turn & 1 else (digest, word)
        digest = _md5(first + (salt if turn % 3 else b"") + (word if turn % 7 else b"") + last)
    shown = "".join(_encoded(digest[a] << 16 | digest[b] << 8 | digest[c], 4) for a, b, c in _ORDER)
    return f"$apr1${salt.decode()}${shown}{_encoded(digest[11], 2)}"


def _encoded(number: int, count: int) -> str:
    return "".join(_LETTERS[number >> 6 * at & 63] for at in range(count))
