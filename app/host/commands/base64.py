"""base64, base32: bytes as letters, and back. Follows coreutils src/basenc.c and gnulib lib/base64.c, base32.c."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Callable
from dataclasses import dataclass

from app.host.inputs import contents, shown
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("base64", "base32")
OPTIONS = (
    Option("d", "decode", "", "decode data"),
    Option("i", "ignore-garbage", "", "when decoding, ignore non-alphabet characters"),
    Option("w", "wrap", "COLS", "wrap encoded lines after COLS character (default 76); 0 disables line wrapping"),
)
USAGES = {
    name: Usage(
        f"{name} [OPTION]... [FILE]",
        f"Base{name[-2:]} encode or decode FILE, or standard input, to standard output.",
        OPTIONS,
        version=f"{name} (GNU coreutils) 9.4",
    )
    for name in NAMES
}
WRAP = 76


@dataclass(frozen=True)
class Code:
    """An alphabet, how many of its letters make a group, the bits of one, and how many may stand before padding."""

    alphabet: str
    letters: int
    bits: int
    whole: tuple[int, ...]
    encode: Callable[[bytes], bytes]


_CAPITALS = string.ascii_uppercase
CODES = {
    "base64": Code(_CAPITALS + string.ascii_lowercase + string.digits + "+/", 4, 6, (2, 3, 4), base64.b64encode),
    "base32": Code(_CAPITALS + "234567", 8, 5, (2, 4, 5, 7, 8), base64.b32encode),
}


async def main(run: Invocation) -> int:
    """Encode or decode."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    wrap = options.last("wrap", str(WRAP))
    if not re.fullmatch(r"\+?\d+", wrap):
        return await run.fail(f"invalid wrap size: ‘{wrap}’")
    if len(options.operands) > 1:
        return await options.wrong(f"extra operand ‘{options.operands[1]}’")
    name = (options.operands or ["-"])[0]
    if run.kind_of(name) == "directory" and name != "-":
        return await run.fail("read error: Is a directory")
    try:
        data = await contents(run, name)
    except OSError as error:
        return await run.fail(f"{shown(name)}: {error.strerror}")
    if "decode" not in options:
        await run.stdout.write(_wrapped(CODES[run.name].encode(data), int(wrap)))
        return 0
    code = CODES[run.name]
    text = data.decode("latin-1").replace("\n", "")
    if "ignore-garbage" in options:
        text = "".join(letter for letter in text if letter in code.alphabet or letter == "=")
    decoded, right = decode(code, text)
    await run.stdout.write(decoded)
    return 0 if right else await run.fail("invalid input")


def _wrapped(letters: bytes, columns: int) -> bytes:
    if not columns:
        return letters
    return b"".join(letters[at : at + columns] + b"\n" for at in range(0, len(letters), columns))


def decode(code: Code, text: str) -> tuple[bytes, bool]:
    """The bytes before the first mistake, and whether there is none."""
    out = bytearray()
    for at in range(0, len(text), code.letters):
        group = text[at : at + code.letters]
        found, right = _group(code, group)
        out += found
        if not right:
            return bytes(out), False
    return bytes(out), True


def _group(code: Code, group: str) -> tuple[bytes, bool]:
    """A group's bytes as far as its letters are right."""
    good = next((at for at, letter in enumerate(group) if letter not in code.alphabet), len(group))
    number = 0
    for letter in group[:good]:
        number = number << code.bits | code.alphabet.index(letter)
    count = max((one for one in code.whole if one <= good), default=0)
    size = count * code.bits // 8
    number >>= (good - count) * code.bits + count * code.bits - size * 8
    right = good in code.whole and len(group) == code.letters and group[good:] == "=" * (code.letters - good)
    return number.to_bytes(size, "big"), right
