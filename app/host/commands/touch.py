"""touch: create files, and set their times.

Follows GNU coreutils src/touch.c, gnulib lib/posixtm.c; busybox coreutils/touch.c.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from app.host.dates import parsed
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "touch [OPTION]... FILE...",
    "Update the access and modification times of each FILE to the current time.",
    (
        Option("a", "", "", "change only the access time"),
        Option("c", "no-create", "", "do not create any files"),
        Option("d", "date", "STRING", "parse STRING and use it instead of current time"),
        Option("f", "", "", "(ignored)"),
        Option("h", "no-dereference", "", "affect each symbolic link instead of any referenced file"),
        Option("m", "", "", "change only the modification time"),
        Option("r", "reference", "FILE", "use this file's times instead of current time"),
        Option("t", "", "STAMP", "use [[CC]YY]MMDDhhmm[.ss] instead of current time"),
    ),
)
STAMP = re.compile(r"(\d\d)?(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?")


async def main(run: Invocation) -> int:
    """Do it."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    when: float | None = None
    if "reference" in options:
        try:
            when = run.stat(options.last("reference")).modified
        except OSError as error:
            return await run.fail(f"failed to get attributes of '{options.last('reference')}': {error.strerror}")
    elif text := options.last("t") or options.last("date"):
        when = stamp(text, run.now()) if "t" in options else parsed(text, run.now())
        if when is None:
            return await run.fail(f"invalid date format ‘{text}’")
    if not options.operands:
        return await options.wrong("missing file operand")
    status = 0
    for name in options.operands:
        try:
            _touch(run, name, when, options)
        except OSError as error:
            where = name if run.host.ash else f"cannot touch '{name}'"
            status = await run.fail(f"{where}: {error.strerror}")
    return status


def _touch(run: Invocation, name: str, when: float | None, options: Options) -> None:
    if not run.kind_of(name):
        if "no-create" in options:
            return
        if name.endswith("/") or not run.kind_of(_parent(name)):
            raise FileNotFoundError(2, "No such file or directory", name)
        run.write_file(name, b"")
    if "a" in options and "m" not in options:
        return
    if when is not None:
        run.files.set_time(run.path(name), when)
    elif run.kind_of(name) == "file":
        run.files.set_time(run.path(name), run.now())


def _parent(name: str) -> str:
    return name.rstrip("/").rpartition("/")[0] or ("/" if name.startswith("/") else ".")


def stamp(text: str, now: float) -> float | None:
    """Seconds since 1970 of `[[CC]YY]MMDDhhmm[.ss]`; None when it is none."""
    found = STAMP.fullmatch(text)
    if found is None:
        return None
    first, second, *rest = found.groups()
    if first and second:
        year = int(first + second)
    elif first:
        year = int(first) + (2000 if int(first) < 69 else 1900)
    else:
        year = datetime.fromtimestamp(now, UTC).year
    month, day, hour, minute, seconds = (int(part or 0) for part in rest)
    try:
        return datetime(year, month, day, hour, minute, min(seconds, 59), tzinfo=UTC).timestamp()
    except ValueError:
        return None
