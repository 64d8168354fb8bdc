"""curl: transfer a URL, over the simulated network only. Its parts are in `app.host.curl`."""

from __future__ import annotations

import re

from app.host.curl.declaration import USAGE, VERSION
from app.host.curl.job import Job
from app.host.curl.transfer import expand
from app.host.invocation import Invocation
from app.host.options import Options, WrongUsageError

TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n"


async def main(run: Invocation) -> int:
    """Transfer every URL; the status of the last that failed."""
    if not run.args:
        await run.stderr.write(TRY)
        return 2
    if "-h" in run.args or "--help" in run.args:
        return await _help(run)
    run.argv = ["--no-progress-meter" if a == "--no-silent" else a for a in run.argv]
    try:
        options = await Options.read(run, USAGE)
    except WrongUsageError as error:
        return await _wrong(run, error)
    if options is None:
        return 0
    if "version" in options:
        version = VERSION[run.host.spec.style]
        await run.stdout.write(f"curl {version} (x86_64-pc-linux-gnu) libcurl/{version}\nProtocols: file http https\n")
        return 0
    urls = options.all("url") + options.operands
    if not urls:
        await run.stderr.write(f"curl: (2) no URL specified\n{TRY}")
        return 2
    status = 0
    outputs = list(options.all("output"))
    for pattern in urls:
        for url in expand(pattern, globbing="globoff" not in options):
            target = outputs.pop(0) if outputs else None
            status = await Job(run, options, url, target).perform() or status
    return status


async def _help(run: Invocation) -> int:
    rows = ["Usage: curl [options...] <url>"]
    for option in USAGE.options:
        letter = f"-{option.letter}, " if option.letter else "    "
        rows.append(f" {letter}--{option.long}{f' <{option.value}>' if option.value else ''}".ljust(34) + option.help)
    await run.stdout.write("\n".join(rows) + "\n")
    return 0


async def _wrong(run: Invocation, error: WrongUsageError) -> int:
    found = re.search(r"'(.+?)'", error.text)
    name = found[1] if found else ""
    shown = name if name.startswith("-") else f"-{name}"
    what = "requires parameter" if "requires" in error.text else "is unknown"
    await run.stderr.write(f"curl: option {shown}: {what}\n{TRY}")
    return 2
