"""How full a machine's disk is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.sim.machine import DISK, DISK_USED

if TYPE_CHECKING:
    from app.host.host import Host

SMALL = 256 << 10  # bytes below which a file does not count: all that a fresh machine has is smaller
VOLATILE = ("/proc/", "/sys/", "/dev/", "/run/")


@dataclass(frozen=True)
class Space:
    """Of the root file system, in KiB."""

    total: int = DISK
    used: int = DISK_USED

    @property
    def left(self) -> int:
        """Bytes that may be written."""
        return max(0, self.total - self.used) << 10


def written(host: Host) -> int:
    """Bytes of the larger files that somebody has written to the machine's own disk."""
    return sum(
        found.blocks * 512
        for path, found in host.files.own()
        if found.kind == "file" and found.blocks * 512 >= SMALL and not path.startswith(VOLATILE)
    )


def own_space(host: Host) -> Space:
    """Of a machine on which nobody else writes."""
    return Space(used=DISK_USED + (written(host) >> 10))
