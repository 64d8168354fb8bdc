"""How a machine's memory is used: one truth for `free`, `top`, `vmstat` and /proc/meminfo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.host.host import Host

KERNELS = 640 << 20  # what the kernel and small daemons take
CACHED = 1480 << 20
SHARED = 3 << 20


@dataclass(frozen=True)
class Memory:
    """Bytes."""

    total: int
    used: int
    free: int
    cached: int

    @property
    def available(self) -> int:
        """What programs could still have."""
        return self.total - self.used


def memory_of(host: Host) -> Memory:
    """As it is now."""
    total = host.spec.memory_total << 10
    used = min(KERNELS + sum(process.memory for process in host.processes.all()), total)
    cached = min(CACHED, total - used)
    return Memory(total, used, total - used - cached, cached)
