"""date: the lab's time. Follows coreutils src/date.c."""

from __future__ import annotations

import re

from app.host.dates import parsed
from app.host.inputs import contents
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.strftime import formatted
from app.host.zones import zone

USAGE = Usage(
    "date [OPTION]... [+FORMAT]",
    "Display the current time in the given FORMAT.",
    (
        Option("d", "date", "STRING", "display time described by STRING, not 'now'"),
        Option("u", "utc", "", "print Coordinated Universal Time (UTC)"),
        Option("", "universal", "", "the same"),
        Option("I", "iso-8601", "", "output date in ISO 8601 format"),
        Option("R", "rfc-email", "", "output date and time in RFC 5322 format"),
        Option("", "rfc-3339", "FMT", "output date/time in RFC 3339 format: date, seconds or ns"),
        Option("r", "reference", "FILE", "display the last modification time of FILE"),
        Option("s", "set", "STRING", "set time described by STRING"),
        Option("f", "file", "DATEFILE", "like --date; once for each line of DATEFILE"),
    ),
    version="date (GNU coreutils) 9.4",
)
ISO = {
    "hours": "%Y-%m-%dT%H%:z", "minutes": "%Y-%m-%dT%H:%M%:z", "date": "%Y-%m-%d", "seconds": "%Y-%m-%dT%H:%M:%S%:z",
    "ns": "%Y-%m-%dT%H:%M:%S,%N%:z",
}  # fmt: skip
RFC_3339 = {"date": "%Y-%m-%d", "seconds": "%Y-%m-%d %H:%M:%S%:z", "ns": "%Y-%m-%d %H:%M:%S.%N%:z"}
USUAL = "%a %b %e %H:%M:%S %Z %Y"
FORMATS = ("iso-8601", "rfc-email", "rfc-3339")
SOURCES = ("date", "file", "reference")


async def main(run: Invocation) -> int:
    """Print the time."""
    iso = next((a.partition("=")[2] or a[2:] or "date" for a in run.args if re.match(r"-I|--iso-8601(=|$)", a)), "")
    iso = "date" if iso == "iso-8601" else iso
    run.argv = [re.sub(r"^-I\w+$|^--iso-8601=.*$", "-I", a) for a in run.argv]
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    formats = [operand[1:] for operand in options.operands if operand.startswith("+")]
    pattern, complaint = _pattern(options, iso, formats)
    if complaint:
        await run.fail(complaint)
        return await options.wrong("") if complaint.startswith(("invalid", "extra", "the options")) else 1
    if "set" in options:
        await run.fail("cannot set date: Operation not permitted")  # the lab's clock is everybody's
    if extra := next((operand for operand in options.operands if not operand.startswith("+")), ""):
        return await _operand(run, options, extra)
    return await _print(run, options, pattern)


def _pattern(options: Options, iso: str, formats: list[str]) -> tuple[str, str]:
    """What is printed, or what is wrong with it."""
    chosen = [name for name in FORMATS if name in options]
    if len(chosen) + bool(formats) > 1 or any(len(options.all(name)) > 1 for name in FORMATS):
        return "", "multiple output formats specified"
    if len(formats) > 1:
        return "", f"extra operand ‘+{formats[1]}’"
    if sum(name in options for name in SOURCES) > 1:
        return "", "the options to specify dates for printing are mutually exclusive"
    for name, given, known in (("iso-8601", iso, ISO), ("rfc-3339", options.last("rfc-3339"), RFC_3339)):
        if name not in options:
            continue
        fitting = [one for one in known if one.startswith(given)]
        if given in known or len(fitting) == 1:
            return known[given if given in known else fitting[0]], ""
        listed = "".join(f"\n  - ‘{one}’" for one in known)
        what = "ambiguous" if fitting else "invalid"
        return "", f"{what} argument ‘{given}’ for ‘--{name}’\nValid arguments are:{listed}"
    if "rfc-email" in options:
        return "%a, %d %b %Y %H:%M:%S %z", ""
    return (formats[0] if formats else USUAL), ""


async def _operand(run: Invocation, options: Options, operand: str) -> int:
    """A word that is no format: a time to set, where no option gives one."""
    if any(name in options for name in (*SOURCES, "set")):
        await run.fail(
            f"the argument ‘{operand}’ lacks a leading '+';\nwhen using an option to specify date(s), any non-option\n"
            "argument must be a format string beginning with '+'"
        )
        return await options.wrong("")
    if not re.fullmatch(r"\d{8}(\d\d){0,2}(\.\d\d)?", operand):
        return await run.fail(f"invalid date ‘{operand}’")
    return await run.fail("cannot set date: Operation not permitted")


async def _print(run: Invocation, options: Options, pattern: str) -> int:
    here = zone("" if {"utc", "universal"} & options.values.keys() else run.env.get("TZ", ""))
    if "reference" in options:
        try:
            when = run.stat(options.last("reference")).modified
        except OSError as error:
            return await run.fail(f"{options.last('reference')}: {error.strerror}")
        await run.stdout.write(formatted(pattern, when, here) + "\n")
        return 0
    texts = [options.last("date", options.last("set", "now"))]
    if "file" in options:
        try:
            name = options.last("file")
            texts = (await contents(run, name)).decode("utf-8", "replace").splitlines()
        except OSError as error:
            return await run.fail(f"{name}: {error.strerror}")
    status = 1 if "set" in options else 0
    for text in texts:
        found = run.now() if text == "now" else parsed(text, run.now(), here)
        if found is None:
            status = await run.fail(f"invalid date ‘{text}’")
        else:
            await run.stdout.write(formatted(pattern, found, here) + "\n")
    return status
