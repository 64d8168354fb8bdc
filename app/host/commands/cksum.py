"""cksum: checksums of any kind, by default POSIX's CRC. Follows coreutils src/digest.c, src/cksum.c, src/sum.c."""

from __future__ import annotations

from functools import cache

from app.host.checksums import ALGORITHMS, Verification, misuse, show
from app.host.commands.md5sum import LENGTH, OPTIONS
from app.host.inputs import contents, shown
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "cksum [OPTION]... [FILE]...",
    "Print or verify checksums.\nBy default use the 32 bit CRC algorithm.",
    (
        Option("a", "algorithm", "TYPE", "select the digest type to use"),
        *(option for option in OPTIONS if option.long not in ("binary", "text")),
        LENGTH,
        Option("", "untagged", "", "create a reversed style checksum, without digest type"),
    ),
)
TYPES = ("bsd", "sysv", "crc", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "sm3")
POLYNOMIAL = 0x04C11DB7


async def main(run: Invocation) -> int:
    """Show, or verify."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    kind = options.last("algorithm", "crc")
    if kind not in TYPES:
        listed = "".join(f"\n  - ‘{name}’" for name in TYPES)
        return await options.wrong(f"invalid argument ‘{kind}’ for ‘--algorithm’\nValid arguments are:{listed}")
    if kind == "sm3":
        return await run.fail("sm3 is not simulated")
    digests = {called.lower(): called for called in ALGORITHMS}
    if "check" in options:
        if kind in ("bsd", "sysv", "crc") and "algorithm" in options:
            return await run.fail("--check is not supported with --algorithm={bsd,sysv,crc}")
        return await Verification(run, options, digests.get(kind, "")).all()
    if kind in digests:
        return await _digests(run, options, digests[kind])
    return await _sums(run, options, kind)


async def _digests(run: Invocation, options: Options, algorithm: str) -> int:
    length = options.last("length", "0")
    if "untagged" not in options:
        options.values.setdefault("tag", [""])
    if wrong := misuse(options):
        return await options.wrong(wrong)
    bits = int(length) if length.isdigit() else -1
    if bits < 0 or bits % 8 or bits > ALGORITHMS[algorithm][1]:
        return await run.fail(f"invalid length: ‘{length}’")
    return await show(run, options, algorithm, bits or ALGORITHMS[algorithm][1])


async def _sums(run: Invocation, options: Options, kind: str) -> int:
    status = 0
    for name in options.operands or ["-"]:
        try:
            data = await contents(run, name)
        except OSError as error:
            status = await run.fail(f"{shown(name)}: {error.strerror}")
            continue
        behind = f" {name}" if options.operands else ""
        await run.stdout.write(f"{_sum(data, kind)}{behind}\n")
    return status


def _sum(data: bytes, kind: str) -> str:
    """The sum and how much was summed up, in bytes or blocks."""
    if kind == "bsd":
        total = 0
        for byte in data:
            total = ((total >> 1) + ((total & 1) << 15) + byte) & 0xFFFF
        return f"{total:05} {-(-len(data) // 1024):5}"
    if kind == "sysv":
        total = sum(data)
        folded = (total & 0xFFFF) + (total >> 16)
        return f"{(folded & 0xFFFF) + (folded >> 16)} {-(-len(data) // 512)}"
    return f"{crc(data)} {len(data)}"


def crc(data: bytes) -> int:
    """The CRC of POSIX: of the bytes and their number."""
    value, table, length = 0, _table(), len(data)
    size = length.to_bytes((length.bit_length() + 7) // 8, "little")
    for byte in data + size:
        value = ((value << 8) & 0xFFFFFFFF) ^ table[(value >> 24) ^ byte]
    return value ^ 0xFFFFFFFF


@cache
def _table() -> list[int]:
    found = []
    for value in range(256):
        left = value << 24
        for _ in range(8):
            left = ((left << 1) ^ POLYNOMIAL if left & 0x80000000 else left << 1) & 0xFFFFFFFF
        found.append(left)
    return found
