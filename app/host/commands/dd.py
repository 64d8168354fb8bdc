"""dd: copy in blocks. Of what is large only the beginning is stored; the disk fills up all the same.

Follows GNU coreutils src/dd.c and busybox coreutils/dd.c.
"""

from __future__ import annotations

import errno
import os
import posixpath
import re
from dataclasses import dataclass

from app.host.extents import stored
from app.host.invocation import Invocation
from app.host.options import Usage, WrongUsageError
from app.sim.limits import LIMITS

USAGE = Usage(
    "dd [OPERAND]...",
    "Copy a file, converting and formatting according to the operands.\n\n"
    "  bs=BYTES        read and write up to BYTES bytes at a time (default: 512)\n"
    "  conv=CONVS      convert the file as per the comma separated symbol list\n"
    "  count=N         copy only N input blocks\n"
    "  ibs=BYTES       read up to BYTES bytes at a time (default: 512)\n"
    "  if=FILE         read from FILE instead of stdin\n"
    "  iflag=FLAGS     read as per the comma separated symbol list\n"
    "  obs=BYTES       write BYTES bytes at a time (default: 512)\n"
    "  of=FILE         write to FILE instead of stdout\n"
    "  oflag=FLAGS     write as per the comma separated symbol list\n"
    "  seek=N          (or oseek=N) skip N obs-sized output blocks\n"
    "  skip=N          (or iskip=N) skip N ibs-sized input blocks\n"
    "  status=LEVEL    'none', 'noxfer' or 'progress'",
)
_CONVERSIONS = "notrunc excl nocreat lcase ucase sync noerror fsync fdatasync sparse"
_READING = "fullblock count_bytes skip_bytes direct dsync sync nonblock noatime nocache"
_WRITING = "append seek_bytes direct dsync sync nonblock nocache"
_NUMBERS = "bs cbs count ibs obs seek oseek skip iskip"
NUMBERS = frozenset(_NUMBERS.split())
WORDS = {  # those about caches change nothing: nobody pulls the plug of a simulated disk
    "conv": frozenset(_CONVERSIONS.split()), "iflag": frozenset(_READING.split()),
    "oflag": frozenset(_WRITING.split()), "status": frozenset(("none", "noxfer", "progress")),
}  # fmt: skip
CALLED = {"conv": "conversion", "iflag": "input flag", "oflag": "output flag", "status": "status level"}
SUFFIXES = {"": 1, "c": 1, "w": 2, "b": 512}
LETTERS = "KMGTPE"
NUMBER = re.compile(r"(\d+)([A-Za-z]*)")
ZEROS, NOISE, NOTHING = ("/dev/zero", "/dev/full"), ("/dev/urandom", "/dev/random"), "/dev/null"
STREAMS = ("/dev/stdout", "/dev/stderr")
ENDLESS = 1 << 62
NOISE_BYTES = 4096  # after which the noise repeats itself
SLOWEST, FASTEST = 380, 520  # megabytes a second


@dataclass(frozen=True)
class _Job:
    """What the operands say; sizes in bytes. `count` is None without a limit."""

    source: str
    target: str
    ibs: int
    obs: int
    count: int | None
    skip: int
    seek: int
    words: frozenset[str]


class _StopError(Exception):
    """What is wrong with a number, or cannot be opened or written; nothing is copied."""


async def main(run: Invocation) -> int:
    """Copy."""
    if run.args[:1] == ["--help"]:
        await run.stdout.write(USAGE.help())
        return 0
    try:
        return await _copy(run, _read(run))
    except _StopError as stop:
        return await run.fail(str(stop))


async def _copy(run: Invocation, job: _Job) -> int:
    found = await _input(run, job) if job.source else None  # standard input waits until the target is open
    before = _open(run, job) if _is_file(job) else (b"", 0)
    available, data = found or await _input(run, job)
    wanted = min(available, ENDLESS if job.count is None else job.count)
    if "sync" in job.words and wanted < ENDLESS:
        wanted = -(-wanted // job.ibs) * job.ibs
        data = data.ljust(stored(wanted), b"\0")
    if "ucase" in job.words or "lcase" in job.words:
        data = data.upper() if "ucase" in job.words else data.lower()
    done, problem = await _output(run, job, wanted, data[:wanted], *before)
    if problem:
        await run.fail(problem)
    await _tell(run, job, wanted, done)
    return 1 if problem else 0


def _is_file(job: _Job) -> bool:
    return job.target not in ("", NOTHING, *STREAMS)


# Operands


def _read(run: Invocation) -> _Job:
    """WrongUsageError or _StopError when they are wrong."""
    given: dict[str, str] = {}
    words: set[str] = set()
    numbers: dict[str, int] = {}
    for operand in run.args:
        name, equals, value = operand.partition("=")
        if operand == "--":
            continue
        if name in NUMBERS and equals:
            numbers[name] = _number(value)
        elif name in WORDS and equals:
            for word in value.split(","):
                if word not in WORDS[name]:
                    what = {"conv": "conversion", "iflag": "input flag", "oflag": "output flag"}.get(
                        name, "status level"
                    )
                    raise WrongUsageError(f"invalid {what}: ‘{word}’", 1)
                words.add(word)
        elif name in ("if", "of") and equals:
            given[name] = value
        else:
            raise WrongUsageError(f"unrecognized operand ‘{operand}’", 1)
    ibs, obs = (numbers.get("bs", numbers.get(name, 512)) for name in ("ibs", "obs"))
    if not ibs or not obs:
        raise _StopError("invalid number: ‘0’")
    count, skip, seek = numbers.get("count"), numbers.get("skip", numbers.get("iskip", 0)), numbers.get("seek")
    return _Job(
        given.get("if", ""), given.get("of", ""), ibs, obs,
        count if count is None or "count_bytes" in words else count * ibs,
        skip if "skip_bytes" in words else skip * ibs,
        (numbers.get("oseek", 0) if seek is None else seek) * (1 if "seek_bytes" in words else obs), frozenset(words),
    )  # fmt: skip


def _number(text: str) -> int:
    """Bytes of `512`, `4k`, `1MB`, `2x3G`."""
    total = 1
    for part in text.split("x"):
        found = NUMBER.fullmatch(part)
        unit = factor(found[2]) if found else None
        if found is None or unit is None:
            raise _StopError(f"invalid number: ‘{text}’")
        total *= int(found[1]) * unit
    return total


def factor(suffix: str) -> int | None:
    """What a number's suffix means: K, KiB, KB, ..."""
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    power = LETTERS.find(suffix[0].upper()) + 1
    if not power or suffix[1:] not in ("", "iB", "B", "D"):
        return None
    return int((1000 if suffix[1:] in ("B", "D") else 1024) ** power)


# Copying


async def _input(run: Invocation, job: _Job) -> tuple[int, bytes]:
    """How many bytes there are, and the first of them."""
    if job.source in ZEROS or job.source in NOISE:
        most = stored(ENDLESS if job.count is None else job.count)
        if job.source in ZEROS:
            return ENDLESS, bytes(most)
        noise = bytes.fromhex(run.host.randomness.hex(2 * min(most, NOISE_BYTES)))
        return ENDLESS, (noise * -(-most // max(1, len(noise))))[:most]
    if job.source == NOTHING:
        return 0, b""
    if not job.source:
        data = bytearray()
        async for chunk in run.stdin:
            data += chunk
            if len(data) > LIMITS.file_bytes or (job.count is not None and len(data) >= job.skip + job.count):
                break
        return max(0, len(data) - job.skip), bytes(data[job.skip :])
    try:
        if run.kind_of(job.source) == "directory":
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        return max(0, run.stat(job.source).size - job.skip), run.read_file(job.source)[job.skip :]
    except OSError as error:
        raise _StopError(_closed(run, job.source, error)) from None


async def _output(
    run: Invocation, job: _Job, wanted: int, data: bytes, before: bytes, size: int
) -> tuple[int, str]:  # fmt: skip
    """Write, in the time that it takes; (bytes written, what went wrong)."""
    if job.target == NOTHING:
        await _spend(run, job, wanted)
        return wanted, ""
    if not _is_file(job):
        block = data if len(data) >= wanted else (data * -(-min(wanted, LIMITS.file_bytes) // max(1, len(data))))
        await run.stdout.write(block[: min(wanted, LIMITS.file_bytes)])
        full = wanted > LIMITS.file_bytes
        return min(wanted, LIMITS.file_bytes), _no_space(run, "standard output") if full else ""
    start = size if "append" in job.words else job.seek
    room = max(0, run.files.room()) // 4096 * 4096
    done = min(wanted, max(0, room))
    await _spend(run, job, done)
    _store(run, job, before, start, done, data)
    return done, _no_space(run, job.target) if done < wanted else ""


def _open(run: Invocation, job: _Job) -> tuple[bytes, int]:
    """What the target keeps of what it had, and how long that is."""
    kind = run.kind_of(job.target)
    refused = (
        errno.EEXIST if kind and "excl" in job.words else errno.ENOENT if not kind and "nocreat" in job.words else 0
    )
    keeps = kind == "file" and ("notrunc" in job.words or "append" in job.words or job.seek)
    try:
        if kind == "directory" or refused:
            code = refused or errno.EISDIR
            raise OSError(code, os.strerror(code))
        before = run.read_file(job.target) if keeps else b""
        size = run.stat(job.target).size if keeps else 0
        if not keeps:
            run.write_file(job.target, b"")
    except OSError as error:
        raise _StopError(_closed(run, job.target, error)) from None
    return before, size if "notrunc" in job.words or "append" in job.words else min(size, job.seek)


def _store(run: Invocation, job: _Job, before: bytes, start: int, done: int, data: bytes) -> None:
    keeps = "notrunc" in job.words or "append" in job.words
    content = before[:start].ljust(stored(start), b"\0")
    if len(content) == start:
        content += data[:done]
        content += before[len(content) :] if keeps else b""
    whole = max(start + done, len(before) if keeps else 0)
    path = run.path(job.target)
    content = content[: max(stored(whole), len(before))]
    run.files.write_file(path, content)
    if whole > len(content):
        run.files.extend(path, whole, min(start, len(before)) + done)


async def _spend(run: Invocation, job: _Job, size: int) -> None:
    if size >= ENDLESS:
        with run.waiting("time"):
            while True:
                await run.host.clock.sleep(3600)
    seconds = _seconds(run, job, size)
    passed = 1
    while "progress" in job.words and passed < seconds:
        await run.sleep(1)
        await run.stderr.write(f"\r{_transfer(run, round(size * passed / seconds), passed)}")
        passed += 1
    if passed > 1:
        await run.stderr.write("\n")
    await run.sleep(seconds - (passed - 1))


def _closed(run: Invocation, name: str, error: OSError) -> str:
    where = "can't open" if run.host.ash else "failed to open"
    return f"{where} '{name}': {error.strerror}"


def _no_space(run: Invocation, name: str) -> str:
    return f"{'' if run.host.ash else 'error '}writing '{name}': {os.strerror(errno.ENOSPC)}"


# What it says


def _seconds(run: Invocation, job: _Job, size: int) -> float:
    speed = run.host.randomness.of(f"dd {posixpath.basename(job.target)} {size}", SLOWEST, FASTEST)
    return 0.000_2 + size / (speed * 1e6)


async def _tell(run: Invocation, job: _Job, wanted: int, done: int) -> None:
    if "none" in job.words:
        return
    full, part = divmod(done, job.ibs)
    if done < wanted:  # the block that found no room had been read
        full, part = full + 1, 0
    text = f"{full}+{1 if part else 0} records in\n"
    full, part = divmod(done, job.obs)
    text += f"{full}+{1 if part else 0} records out\n"
    if "noxfer" not in job.words:
        text += _transfer(run, done, _seconds(run, job, done)) + "\n"
    await run.stderr.write(text)


def _transfer(run: Invocation, size: int, seconds: float) -> str:
    speed = size / seconds
    if run.host.ash:
        return f"{size} bytes ({_busy(size)}B) copied, {seconds:f} seconds, {_busy(int(speed))}B/s"
    decimal, binary = _amount(size, 1000, "B"), _amount(size, 1024, "iB")
    about = f" ({decimal}, {binary})" if size >= 1024 else f" ({decimal})" if size >= 1000 else ""
    return f"{size} bytes{about} copied, {seconds:g} s, {_amount(speed, 1000, 'B')}/s"


def _amount(size: float, base: int, unit: str) -> str:
    """`5.2 GB`, `448 MB`, `4.9 GiB`."""
    power = 0
    while size >= base and power < len(LETTERS):
        size, power = size / base, power + 1
    letter = ("k" if power == 1 and base == 1000 else LETTERS[power - 1]) if power else ""
    text = f"{size:.1f}" if power and size < 9.95 else f"{size:.0f}"
    return f"{text} {letter}{unit if power else 'B'}"


def _busy(size: int) -> str:
    """As busybox has it: `100.0M`. Follows libbb/human_readable.c."""
    power, amount = 0, float(size)
    while amount >= 1024 and power < len(LETTERS):
        amount, power = amount / 1024, power + 1
    return f"{amount:.1f}{LETTERS[power - 1]}" if power else str(size)
