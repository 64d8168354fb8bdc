"""journalctl: what the kubelet has noted on this machine, and when services were started and stopped."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "journalctl [OPTIONS...] [MATCHES...]",
    "Query the journal.",
    (
        Option("u", "unit", "UNIT", "show logs from the specified unit"),
        Option("n", "lines", "N", "number of journal entries to show"),
        Option("f", "follow", "", "follow the journal"),
        Option("e", "pager-end", "", "immediately jump to the end in the pager"),
        Option("", "no-pager", "", "do not pipe output into a pager"),
        Option("r", "reverse", "", "show the newest entries first"),
        Option("x", "catalog", "", "add message explanations where available"),
        Option("b", "boot", "", "show current boot"),  # there is no other
        Option("S", "since", "DATE", "show entries not older than the specified date"),
    ),
)
STARTED = "systemd[1]: Started {}.service - {}."
STOPPED = (
    "systemd[1]: Stopping {0}.service - {1}...", "systemd[1]: {0}.service: Deactivated successfully.",
    "systemd[1]: Stopped {0}.service - {1}.",
)  # fmt: skip
CATALOG = (
    "░░ Subject: A start job for unit {0}.service has finished successfully\n░░ Defined-By: systemd\n"
    "░░ Support: http://www.ubuntu.com/support\n░░ \n"
    "░░ A start job for unit {0}.service has finished successfully.\n"
)
SPANS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
AGO = re.compile(r"-?(\d+) *(s|m|h|d)\w*(?: ago)?")
DESCRIPTIONS = {
    "kubelet": "kubelet: The Kubernetes Node Agent", "containerd": "containerd container runtime",
    "cron": "Regular background program processing daemon",
}  # fmt: skip
LATEST = 1000  # what -e shows at most


async def main(run: Invocation) -> int:
    """Show the entries of units; -f goes on with those that come."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.operands:
        return await _refuse(run, f"Failed to add match '{options.operands[0]}': Invalid argument")
    units = [unit.removesuffix(".service") for unit in options.all("unit")] or list(DESCRIPTIONS)
    count = options.last("lines", "10" if "follow" in options else str(LATEST) if "pager-end" in options else "all")
    if count != "all" and not count.isdigit():
        return await _refuse(run, f"Failed to parse lines '{count}': Invalid argument")
    found = entries(run, units)
    if "since" in options:
        since = moment(options.last("since"), run.now())
        if since is None:
            return await _refuse(run, f"Failed to parse timestamp: {options.last('since')}")
        found = [entry for entry in found if entry[0] >= since]
    shown = found if count == "all" else found[max(0, len(found) - int(count)) :]
    explain = "catalog" in options
    text = "".join(_line(run, entry, explain=explain) for entry in (reversed(shown) if "reverse" in options else shown))
    await run.stdout.write(text or "-- No entries --\n")
    while "follow" in options:
        await run.sleep(1)
        now = entries(run, units)
        await run.stdout.write("".join(_line(run, entry) for entry in now if entry not in found))
        found = now
    return 0


def entries(run: Invocation, units: list[str]) -> list[tuple[float, str]]:
    """Moments and messages of units, oldest first."""
    node, booted = run.host.node, run.host.booted
    found = [(booted + 4, STARTED.format(unit, DESCRIPTIONS[unit])) for unit in units if unit in DESCRIPTIONS]
    for at, word, unit in run.host.service_log:
        if unit in units and unit in DESCRIPTIONS:
            texts = (STARTED,) if word == "Started" else STOPPED
            found += [(at, text.format(unit, DESCRIPTIONS[unit])) for text in texts]
    found += [(at, text) for at, unit, text in run.host.unit_log if unit in units]
    if node is not None and "kubelet" in units:
        pid = next((one.pid for one in run.host.processes.all() if one.name == "kubelet"), 1022)
        found += [(at, f"kubelet[{pid}]: {text}") for at, text in node.journal()]
    return sorted(found, key=lambda entry: entry[0])


def moment(text: str, now: float) -> float | None:
    """What `--since` means; None for what is no time."""
    if found := AGO.fullmatch(text):
        return now - int(found[1]) * SPANS[found[2]]
    midnight = now - now % 86400
    if text in ("today", "yesterday", "now"):
        return {"today": midnight, "yesterday": midnight - 86400, "now": now}[text]
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()
    return None


def _line(run: Invocation, entry: tuple[float, str], *, explain: bool = False) -> str:
    at = datetime.fromtimestamp(entry[0], UTC)
    began = re.match(r"systemd\[1\]: Started (\w+)\.service", entry[1])
    more = CATALOG.format(began[1]) if explain and began else ""
    return f"{at:%b %d %H:%M:%S} {run.host.spec.name} {entry[1]}\n{more}"


async def _refuse(run: Invocation, text: str) -> int:
    await run.stderr.write(f"{text}\n")
    return 1
