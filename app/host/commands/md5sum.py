"""md5sum, sha256sum and their like: checksums of files, and files held against them."""

from __future__ import annotations

from app.host.checksums import ALGORITHMS, Verification, misuse, show
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

PROGRAMS = {
    "md5sum": "MD5", "sha1sum": "SHA1", "sha224sum": "SHA224", "sha256sum": "SHA256", "sha384sum": "SHA384",
    "sha512sum": "SHA512", "b2sum": "BLAKE2b",
}  # fmt: skip
NAMES = tuple(PROGRAMS)
OPTIONS = (
    Option("b", "binary", "", "read in binary mode"),
    Option("c", "check", "", "read checksums from the FILEs and check them"),
    Option("", "tag", "", "create a BSD-style checksum"),
    Option("t", "text", "", "read in text mode (default)"),
    Option("z", "zero", "", "end each output line with NUL, not newline,\nand disable file name escaping"),
    Option("", "ignore-missing", "", "don't fail or report status for missing files"),
    Option("", "quiet", "", "don't print OK for each successfully verified file"),
    Option("", "status", "", "don't output anything, status code shows success"),
    Option("", "strict", "", "exit non-zero for improperly formatted checksum lines"),
    Option("w", "warn", "", "warn about improperly formatted checksum lines"),
)
LENGTH = Option("l", "length", "BITS", "digest length in bits; must not exceed the max and must be a multiple of 8")


async def main(run: Invocation) -> int:
    """Show, or verify."""
    algorithm = PROGRAMS[run.name]
    options = await Options.read(run, usage(run.name))
    if options is None:
        return 0
    if wrong := misuse(options):
        return await options.wrong(wrong)
    most = ALGORITHMS[algorithm][1]
    length = options.last("length", "0")
    if not length.isdigit():
        return await run.fail(f"invalid length: ‘{length}’")
    bits = int(length) or most
    if bits % 8 or bits > most:
        await run.fail(f"invalid length: ‘{length}’")
        why = "length is not a multiple of 8" if bits % 8 else f"maximum digest length for ‘{algorithm}’ is {most} bits"
        return await run.fail(why)
    if "check" in options:
        return await Verification(run, options, algorithm).all()
    return await show(run, options, algorithm, bits)


def usage(name: str) -> Usage:
    """The declaration of one of them."""
    algorithm = PROGRAMS.get(name, "MD5")
    own = (*OPTIONS, LENGTH) if algorithm == "BLAKE2b" else OPTIONS
    bits = ALGORITHMS[algorithm][1]
    kind = f"{algorithm} ({bits}-bit)" if algorithm != "BLAKE2b" else "BLAKE2b (512-bit)"
    return Usage(f"{name} [OPTION]... [FILE]...", f"Print or check {kind} checksums.", own)
