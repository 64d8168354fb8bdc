"""gzip, gunzip, zcat: files made smaller, and back."""

from __future__ import annotations

import gzip
import zlib

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("gzip", "gunzip", "zcat")
USAGE = Usage(
    "gzip [OPTION]... [FILE]...",
    "Compress or uncompress FILEs (by default, compress FILES in-place).",
    (
        Option("c", "stdout", "", "write on standard output, keep original files unchanged"),
        Option("d", "decompress", "", "decompress"),
        Option("f", "force", "", "force overwrite of output file and compress links"),
        Option("k", "keep", "", "keep (don't delete) input files"),
        Option("q", "quiet", "", "suppress all warnings"),
        Option("t", "test", "", "test compressed file integrity"),
        Option("v", "verbose", "", "verbose mode"),
        *(Option(str(level), "", "", f"compress with level {level}") for level in range(1, 10)),
    ),
)
SUFFIXES = {".gz": "", ".tgz": ".tar", ".z": ""}
LARGEST = 64 << 20  # bytes that a file may have unpacked


async def main(run: Invocation) -> int:
    """Compress, or undo it."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    unpack = run.name != "gzip" or "decompress" in options or "test" in options
    status = 0
    for name in options.operands or ["-"]:
        status = max(status, await _one(run, options, name, unpack=unpack))
    return status


async def _one(run: Invocation, options: Options, name: str, *, unpack: bool) -> int:
    target = _target(name, unpack=unpack)
    shown = run.name == "zcat" or "stdout" in options or name == "-"
    if name != "-" and run.kind_of(name) == "directory":
        return await _fail(run, f"{name} is a directory -- ignored", 2)
    if not target and not shown:
        return await _fail(run, f"{name}: unknown suffix -- ignored", 2)
    try:
        data = await run.stdin.read() if name == "-" else run.read_file(name)
        result = _unpacked(data) if unpack else gzip.compress(data, mtime=int(run.now()))
    except OSError as error:
        return await _fail(run, f"{name}: {error.strerror}")
    except ValueError as error:
        return await _fail(run, f"{'stdin' if name == '-' else name}: {error}")
    if "test" in options:
        return 0
    if shown:
        await run.stdout.write(result)
        return 0
    if run.kind_of(target) and "force" not in options:
        return await _fail(run, f"{target} already exists;\tnot overwritten", 2)
    run.write_file(target, result)
    if "keep" not in options:
        run.remove_file(name)
    if "verbose" in options:
        small, large = sorted((len(data), len(result)))
        did = "created" if "keep" in options else "replaced with"
        await run.stderr.write(f"{name}:\t{(1 - small / max(1, large)) * 100:5.1f}% -- {did} {target}\n")
    return 0


async def _fail(run: Invocation, text: str, status: int = 1) -> int:
    await run.stderr.write(f"gzip: {text}\n")  # gunzip and zcat are scripts that call it
    return status


def _target(name: str, *, unpack: bool) -> str:
    if not unpack:
        return "" if name.endswith(".gz") else f"{name}.gz"
    return next((name.removesuffix(end) + put for end, put in SUFFIXES.items() if name.endswith(end)), "")


def _unpacked(data: bytes) -> bytes:
    """ValueError with gzip's words for what is no gzip file."""
    if not data.startswith(b"\x1f\x8b"):
        raise ValueError("not in gzip format" if data else "unexpected end of file")
    out = b""
    while data.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(31)
        try:
            out += unpacker.decompress(data, LARGEST)
        except zlib.error:
            raise ValueError("invalid compressed data--format violated") from None
        if not unpacker.eof:
            raise ValueError("unexpected end of file")
        data = unpacker.unused_data
    return out
