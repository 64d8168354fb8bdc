"""What the journal of a machine has: its services' starts and ends, what the kubelet says, and notes of others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.host.services import SERVICES, process

if TYPE_CHECKING:
    from app.host.host import Host

STARTED = "systemd[1]: Started {}.service - {}."
STOPPED = (
    "systemd[1]: Stopping {0}.service - {1}...", "systemd[1]: {0}.service: Deactivated successfully.",
    "systemd[1]: Stopped {0}.service - {1}.",
)  # fmt: skip
SOURCE = re.compile(r"([^\[:]+)\[(\d+)\]: ")
SEVERITIES = {"I": 6, "W": 4, "E": 3, "F": 2}


@dataclass(frozen=True)
class Entry:
    """A line: when, of which unit, and `kubelet[1022]: text`."""

    at: float
    unit: str
    text: str

    @property
    def message(self) -> str:
        """Without who said it."""
        return SOURCE.sub("", self.text, count=1)

    @property
    def priority(self) -> int:
        """Syslog's number. What programs print is `info`; systemd tells of failures with more emphasis."""
        if "Failed with result" in self.text or "code=exited, status=" in self.text:
            return 4 if "Failed" in self.text else 5
        return 6

    def line(self, host: Host) -> str:
        """As `journalctl` shows it by default."""
        return f"{datetime.fromtimestamp(self.at, UTC):%b %d %H:%M:%S} {host.spec.name} {self.text}\n"


def entries(host: Host, units: list[str] | None = None) -> list[Entry]:
    """Those of some units, or of all, oldest first."""
    wanted = [unit for unit in (units if units is not None else SERVICES) if unit in SERVICES]
    found = [Entry(host.booted + 4, unit, STARTED.format(unit, SERVICES[unit].description)) for unit in wanted]
    if host.node is not None and "kubelet" in wanted:
        own = process(host, "kubelet")
        pid = own.pid if own is not None else 1022
        said = ((at, text.replace("    1022 ", f"{pid:>8} ", 1)) for at, text in host.node.journal())
        found += [Entry(at, "kubelet", f"kubelet[{pid}]: {text}") for at, text in said]
    for at, word, unit in host.service_log:
        if unit in wanted:
            texts = (STARTED,) if word == "Started" else STOPPED
            found += [Entry(at, unit, text.format(unit, SERVICES[unit].description)) for text in texts]
    found += [Entry(at, unit, text) for at, unit, text in host.unit_log if unit in wanted]
    return sorted(found, key=lambda entry: entry.at)
