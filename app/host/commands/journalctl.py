"""journalctl: what the kubelet has noted on this machine, and when services were started and stopped."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime

import re2

from app.host.furniture import BOOT_ID
from app.host.invocation import Invocation
from app.host.journal import Entry, entries
from app.host.options import Option, Options, Usage
from app.host.services import named

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
        Option("k", "dmesg", "", "show kernel message log from the current boot"),
        Option("S", "since", "DATE", "show entries not older than the specified date"),
        Option("U", "until", "DATE", "show entries not newer than the specified date"),
        Option("o", "output", "MODE", "change journal output mode: short, short-iso, short-precise, cat or json"),
        Option("p", "priority", "RANGE", "show entries within the specified priority range"),
        Option("g", "grep", "PATTERN", "show entries with MESSAGE matching PATTERN"),
        Option("q", "quiet", "", "do not show info messages"),
        Option("a", "all", "", "show all fields"),
        Option("t", "identifier", "STRING", "show entries with the specified syslog identifier"),
        Option("", "disk-usage", "", "show total disk usage of all journal files"),
        Option("", "list-boots", "", "show terse information about recorded boots"),
        Option("", "vacuum-size", "BYTES", "reduce disk usage below specified size"),
        Option("", "vacuum-time", "TIME", "remove journal files older than specified time"),
        Option("", "vacuum-files", "INT", "leave only the specified number of journal files"),
        Option("", "rotate", "", "request immediate rotation of the journal files"),
        Option("", "flush", "", "flush all journal data from /run into /var"),
        Option("", "sync", "", "synchronize unwritten journal messages to disk"),
    ),
)
CATALOG = (
    "░░ Subject: A start job for unit {0}.service has finished successfully\n░░ Defined-By: systemd\n"
    "░░ Support: http://www.ubuntu.com/support\n░░ \n"
    "░░ A start job for unit {0}.service has finished successfully.\n"
)
SPANS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
AGO = re.compile(r"-?(\d+) *(s|m|h|d)\w*(?: ago)?")
MODES = ("short", "short-iso", "short-precise", "short-full", "cat", "json", "json-pretty")
PRIORITIES = {
    name: number for number, name in enumerate(("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"))
} | {str(one): one for one in range(8)}
MATCH = re.compile(r"([A-Z_][A-Z0-9_]*)=(.*)|\+$")
CARE = {"disk-usage", "list-boots", "vacuum-size", "vacuum-time", "vacuum-files", "rotate", "flush", "sync"}
FOLDERS = ("/var/log/journal", "/run/log/journal", "/var/log/journal/{}")
LATEST = 1000  # what -e shows at most


async def main(run: Invocation) -> int:
    """Show the entries of units; -f goes on with those that come."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if wrong := next((word for word in options.operands if not MATCH.match(word)), ""):
        return await _refuse(run, f"Failed to add match '{wrong}': Invalid argument")
    if options.values.keys() & CARE:
        return await _care(run, options)
    units = [named(unit) for unit in options.all("unit")] or None
    count = options.last("lines", "10" if "follow" in options else str(LATEST) if "pager-end" in options else "all")
    if count != "all" and not count.isdigit():
        return await _refuse(run, f"Failed to parse lines '{count}': Invalid argument")
    if options.last("output", "short") not in MODES:
        return await _refuse(run, f"Unknown output format '{options.last('output')}'.")
    bounds = []
    for name, usual in (("since", 0.0), ("until", float("inf"))):
        bound = moment(options.last(name), run.now()) if name in options else usual
        if bound is None:
            return await _refuse(run, f"Failed to parse timestamp: {options.last(name)}")
        bounds.append(bound)
    found = _wanted(run, options, units)
    shown = [entry for entry in found if bounds[0] <= entry.at <= bounds[1]]
    shown = shown if count == "all" else shown[max(0, len(shown) - int(count)) :]
    text = "".join(_line(run, options, entry) for entry in (reversed(shown) if "reverse" in options else shown))
    await run.stdout.write(text or ("" if "quiet" in options else "-- No entries --\n"))
    while "follow" in options:
        await run.sleep(1)
        now = _wanted(run, options, units)
        await run.stdout.write("".join(_line(run, options, entry) for entry in now if entry not in found))
        found = now
    return 0


def _wanted(run: Invocation, options: Options, units: list[str] | None) -> list[Entry]:
    """The entries of the units, as far as other options leave them."""
    if "dmesg" in options:
        return []
    found = entries(run.host, units)
    if "priority" in options:
        worst = PRIORITIES.get(options.last("priority"), 7)
        found = [entry for entry in found if entry.priority <= worst]
    if pattern := options.last("grep"):
        flags = "" if pattern != pattern.lower() else "(?i)"
        matcher = re2.compile(flags + pattern)
        found = [entry for entry in found if matcher.search(entry.message)]
    if identifier := options.last("identifier"):
        found = [entry for entry in found if entry.text.startswith(f"{identifier}[")]
    wanted: dict[str, set[str]] = {}
    for match in filter(None, map(MATCH.match, options.operands)):
        if match[1]:
            wanted.setdefault(match[1], set()).add(match[2])
    return [
        entry for entry in found
        if all(_facts(run, entry).get(name) in values for name, values in wanted.items())
    ]  # fmt: skip


def _facts(run: Invocation, entry: Entry) -> dict[str, str]:
    """An entry's fields."""
    said = re.match(r"([^\[:]+)\[(\d+)\]", entry.text)
    return {"__REALTIME_TIMESTAMP": str(int(entry.at * 1e6)), "_HOSTNAME": run.host.spec.name,
            "_SYSTEMD_UNIT": f"{entry.unit}.service", "PRIORITY": str(entry.priority),
            "SYSLOG_IDENTIFIER": said[1] if said else "", "_COMM": said[1] if said else "",
            "_PID": said[2] if said else "", "MESSAGE": entry.message}  # fmt: skip


async def _care(run: Invocation, options: Options) -> int:
    """What is done with the journal's files: there is one, that of this boot, and nothing to be removed."""
    if "disk-usage" in options:
        await run.stdout.write("Archived and active journals take up 8.0M in the file system.\n")
    elif "list-boots" in options:
        found = entries(run.host, None)
        first, last = (f"{datetime.fromtimestamp(at, UTC):%a %Y-%m-%d %H:%M:%S UTC}"
                       for at in (found[0].at, found[-1].at))  # fmt: skip
        await run.stdout.write(f"{'IDX':>3} {'BOOT ID':<32} {'FIRST ENTRY':<27} LAST ENTRY\n")
        await run.stdout.write(f"{0:>3} {BOOT_ID} {first:<27} {last}\n")
    elif options.values.keys() & {"vacuum-size", "vacuum-time", "vacuum-files"}:
        machine = run.read_file("/etc/machine-id").decode().strip() if run.kind_of("/etc/machine-id") else ""
        for folder in FOLDERS:
            await run.stderr.write(f"Vacuuming done, freed 0B of archived journals from {folder.format(machine)}.\n")
    return 0


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


def _line(run: Invocation, options: Options, entry: Entry) -> str:
    mode, at = options.last("output", "short"), datetime.fromtimestamp(entry.at, UTC)
    if mode == "cat":
        return f"{entry.message}\n"
    if mode.startswith("json"):
        return json.dumps(_facts(run, entry), indent="\t" if mode == "json-pretty" else None) + "\n"
    if mode != "short":
        stamp = f"{at:%Y-%m-%dT%H:%M:%S}+00:00" if mode == "short-iso" else f"{at:%b %d %H:%M:%S.%f}"
        return f"{stamp} {run.host.spec.name} {entry.text}\n"
    began = re.match(r"systemd\[1\]: Started (\w+)\.service", entry.text)
    more = CATALOG.format(began[1]) if "catalog" in options and began else ""
    return entry.line(run.host) + more


async def _refuse(run: Invocation, text: str) -> int:
    await run.stderr.write(f"{text}\n")
    return 1
