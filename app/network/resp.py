"""Redis' wire protocol: arrays of bulk strings one way, typed replies the other.

Follows redis.io/docs/latest/develop/reference/protocol-spec.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Simple:
    """`+OK`."""

    text: str


@dataclass(frozen=True)
class Wrong:
    """`-ERR ...`."""

    text: str


Reply = Simple | Wrong | int | str | None | list["Reply"]


def command(words: Sequence[str]) -> bytes:
    """A command as clients send it."""
    return encode([*words])


def encode(reply: Reply | list[str]) -> bytes:
    """A reply as servers send it."""
    match reply:
        case Simple(text):
            return f"+{text}\r\n".encode()
        case Wrong(text):
            return f"-{text}\r\n".encode()
        case None:
            return b"$-1\r\n"
        case int():
            return f":{reply}\r\n".encode()
        case str():
            data = reply.encode("utf-8", "surrogateescape")
            return b"$%d\r\n%s\r\n" % (len(data), data)
    return b"*%d\r\n%s" % (len(reply), b"".join(encode(one) for one in reply))


def decode(data: bytes) -> list[Reply]:
    """Every whole value in some bytes; ValueError for anything else."""
    found: list[Reply] = []
    at = 0
    while at < len(data):
        value, at = _value(data, at)
        found.append(value)
    return found


def _value(data: bytes, at: int, depth: int = 0) -> tuple[Reply, int]:
    end = data.find(b"\r\n", at)
    if end < 0 or depth > 8:
        raise ValueError("not a whole value")
    kind, text, after = data[at : at + 1], data[at + 1 : end].decode("utf-8", "replace"), end + 2
    if kind == b"+":
        return Simple(text), after
    if kind == b"-":
        return Wrong(text), after
    if kind not in b":$*":
        raise ValueError("not of the protocol")
    number = int(text)
    if kind == b":":
        return number, after
    if number < 0:
        return None, after
    if kind == b"$":
        return data[after : after + number].decode("utf-8", "surrogateescape"), after + number + 2
    values: list[Reply] = []
    for _ in range(number):
        value, after = _value(data, after, depth + 1)
        values.append(value)
    return values, after


def commands(data: bytes) -> list[list[str]]:
    """The commands that a client sent: arrays, or plain lines as from `nc`."""
    if data[:1] == b"*":
        return [[str(word) for word in one] for one in decode(data) if isinstance(one, list)]
    lines = data.decode("utf-8", "replace").splitlines()
    return [shlex.split(line) for line in lines if line.strip()]
