"""Checksums of files as coreutils' programs write and verify them. Follows coreutils src/digest.c."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from app.host.inputs import contents, shown
from app.host.invocation import Invocation
from app.host.options import Options

# By the name in `ALGORITHM (file) = checksum`: hashlib's name and the length in bits.
ALGORITHMS = {
    "MD5": ("md5", 128), "SHA1": ("sha1", 160), "SHA224": ("sha224", 224), "SHA256": ("sha256", 256),
    "SHA384": ("sha384", 384), "SHA512": ("sha512", 512), "BLAKE2b": ("blake2b", 512),
}  # fmt: skip
TAGGED = re.compile(rf"({'|'.join(ALGORITHMS)})(?:-(\d+))? ?\((.*)\) = ([0-9a-fA-F]+)", re.S)
PLAIN = re.compile(r"([0-9a-fA-F]+)[ \t](.+)", re.S)
ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
ONLY_VERIFYING = ("ignore-missing", "status", "warn", "quiet", "strict")


def checksum(data: bytes, algorithm: str, bits: int) -> str:
    """The checksum in hexadecimal; `bits` matters to BLAKE2b alone."""
    if algorithm == "BLAKE2b":
        return hashlib.blake2b(data, digest_size=bits // 8).hexdigest()
    return hashlib.new(ALGORITHMS[algorithm][0], data, usedforsecurity=False).hexdigest()


def misuse(options: Options) -> str:
    """What is wrong with options that do not go together; `` when nothing is."""
    verifying = "check" in options
    if "tag" in options and verifying:
        return "the --tag option is meaningless when verifying checksums"
    if "zero" in options and verifying:
        return "the --zero option is not supported when verifying checksums"
    if "tag" in options and "text" in options:
        return "--tag does not support --text mode"
    if verifying and ("binary" in options or "text" in options):
        return "the --binary and --text options are meaningless when verifying checksums"
    only = next((name for name in ONLY_VERIFYING if name in options and not verifying), "")
    return f"the --{only} option is meaningful only when verifying checksums" if only else ""


def line(name: str, algorithm: str, bits: int, digest: str, options: Options) -> str:
    """A file's line: `checksum  name`, or with its algorithm in front."""
    end = "\0" if "zero" in options else "\n"
    safe = name if end == "\0" else _escaped(name)
    escape = "\\" if safe != name else ""
    if "tag" in options:
        length = f"-{bits}" if algorithm == "BLAKE2b" and bits != ALGORITHMS[algorithm][1] else ""
        return f"{escape}{algorithm}{length} ({safe}) = {digest}{end}"
    return f"{escape}{digest} {'*' if 'binary' in options else ' '}{safe}{end}"


def _escaped(name: str) -> str:
    return "".join(ESCAPES.get(character, character) for character in name)


def _unescaped(name: str) -> str:
    return re.sub(r"\\([\\nr])", lambda found: {"n": "\n", "r": "\r"}.get(found[1], "\\"), name)


async def show(run: Invocation, options: Options, algorithm: str, bits: int) -> int:
    """The checksums of the files that are named."""
    status = 0
    for name in options.operands or ["-"]:
        try:
            data = await contents(run, name)
        except OSError as error:
            status = await run.fail(f"{shown(name)}: {error.strerror}")
            continue
        await run.stdout.write(line(name, algorithm, bits, checksum(data, algorithm, bits), options))
    return status


@dataclass
class _Tally:
    """What came of the lines of one list."""

    matched: int = 0
    different: int = 0
    unread: int = 0
    malformed: int = 0
    reversed: bool | None = field(default=None)  # it is BSD's form: one blank before names

    @property
    def wellformed(self) -> int:
        """How many lines name a file."""
        return self.matched + self.different + self.unread


@dataclass(frozen=True)
class _Entry:
    name: str
    algorithm: str
    bits: int
    digest: str


class Verification:
    """Lists of checksums held against the files; `algorithm` is `` where each line must tell its own."""

    def __init__(self, run: Invocation, options: Options, algorithm: str) -> None:
        self._run, self._options, self._algorithm = run, options, algorithm

    async def all(self) -> int:
        """Verify every list that is named; 1 when anything is wrong."""
        results = [await self._list(name) for name in self._options.operands or ["-"]]
        return 0 if all(results) else 1

    async def _list(self, name: str) -> bool:
        called = "standard input" if name == "-" else name
        try:
            text = (await contents(self._run, name)).decode("utf-8", "surrogateescape")
        except OSError as error:
            await self._run.fail(f"{shown(called)}: {error.strerror}")
            return False
        tally, skipped = _Tally(), 0
        for number, listed in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
            if listed.startswith("#"):
                continue
            entry = self._entry(listed.removesuffix("\r"), tally)
            if entry is None:
                tally.malformed += 1
                if "warn" in self._options:
                    kind = self._algorithm or "CRC"
                    await self._run.fail(f"{shown(called)}: {number}: improperly formatted {kind} checksum line")
            elif not await self._entry_verified(entry, tally):
                skipped += 1
        return await self._told(called, tally, skipped)

    def _entry(self, listed: str, tally: _Tally) -> _Entry | None:
        text = listed.lstrip(" \t")
        escaped = text.startswith("\\")
        text = text[1:] if escaped else text
        if found := TAGGED.fullmatch(text):
            algorithm, length, name, digest = found.groups()
            bits = int(length or ALGORITHMS[algorithm][1])
            right = self._algorithm in ("", algorithm)
        elif self._algorithm and (found := PLAIN.fullmatch(text)):
            digest, name = found.groups()
            algorithm, bits = self._algorithm, ALGORITHMS[self._algorithm][1]
            bits = len(digest) * 4 if algorithm == "BLAKE2b" else bits
            one_blank = len(name) == 1 or name[0] not in " *"
            right = not one_blank or tally.reversed is not False
            if right and tally.reversed is None:
                tally.reversed = one_blank
            name = name if tally.reversed else name[1:]
        else:
            return None
        if not right or len(digest) * 4 != bits or not name:
            return None
        return _Entry(_unescaped(name) if escaped else name, algorithm, bits, digest.lower())

    async def _entry_verified(self, entry: _Entry, tally: _Tally) -> bool:
        """Hold a line against its file; False when the file is missing and may be."""
        missing_is_fine = "ignore-missing" in self._options
        if missing_is_fine and entry.name != "-" and not self._run.kind_of(entry.name):
            return False
        try:
            same = checksum(await contents(self._run, entry.name), entry.algorithm, entry.bits) == entry.digest
        except OSError as error:
            tally.unread += 1
            await self._run.fail(f"{shown(entry.name)}: {error.strerror}")
            await self._say(entry.name, "FAILED open or read")
            return True
        tally.matched, tally.different = tally.matched + same, tally.different + (not same)
        if not same:
            await self._say(entry.name, "FAILED")
        elif "quiet" not in self._options:
            await self._say(entry.name, "OK")
        return True

    async def _say(self, name: str, outcome: str) -> None:
        if "status" not in self._options:
            safe = _escaped(name)
            escape = "\\" if safe != name else ""
            await self._run.stdout.write(f"{escape}{safe}: {outcome}\n")

    async def _told(self, called: str, tally: _Tally, skipped: int) -> bool:
        """The warnings behind a list; whether all of it is as it should be."""
        if not tally.wellformed and not skipped:
            await self._run.fail(f"{shown(called)}: no properly formatted checksum lines found")
            return False
        for count, one, several in (
            (tally.malformed, "line is improperly formatted", "lines are improperly formatted"),
            (tally.unread, "listed file could not be read", "listed files could not be read"),
            (tally.different, "computed checksum did NOT match", "computed checksums did NOT match"),
        ):
            if count and "status" not in self._options:
                await self._run.fail(f"WARNING: {count} {one if count == 1 else several}")
        if "ignore-missing" in self._options and not tally.matched and "status" not in self._options:
            await self._run.fail(f"{shown(called)}: no file was verified")
        strictly = not ("strict" in self._options and tally.malformed)
        return bool(tally.matched) and not tally.different and not tally.unread and strictly
