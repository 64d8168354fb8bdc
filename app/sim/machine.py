"""What a machine has, as its kernel counts it: so that `free`, `df` and the node's capacity tell the same."""

from __future__ import annotations

DISK = 20_145_768  # KiB of the root file system
DISK_USED = 8_453_120


def memory_total(fitted: int) -> int:
    """MemTotal of /proc/meminfo, in KiB, for `fitted` KiB of RAM: the rest is firmware's and the kernel's own.

    About what virtual machines of 1 to 16 GiB show.
    """
    return fitted - min(40_236, fitted // 16) - fitted * 26 // 1000
