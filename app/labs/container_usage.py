"""What runs in a container beside its main process, and what it has written."""

from __future__ import annotations

from app.cluster.images.image import MEBIBYTE
from app.cluster.node.runtime import Mount
from app.host.host import Host

BUSY = frozenset({"yes", "md5sum", "sha1sum", "sha256sum", "sha512sum", "dd", "gzip"})  # for as long as they run
ELSEWHERE = ("/proc", "/sys", "/dev")


def beside(host: Host) -> tuple[float, int]:
    """(cores, bytes of memory) of all processes but the first."""
    names = [one.argv[0].rpartition("/")[2] for one in host.processes.own()]
    return float(sum(name in BUSY for name in names)), MEBIBYTE * max(0, len(names) - 1)


def written(host: Host, since: float, mounts: tuple[Mount, ...]) -> int:
    """Bytes of the files that are from later than `since` and on no volume."""
    elsewhere = tuple(f"{place}/" for place in (*ELSEWHERE, *(one.path for one in mounts)))
    return sum(
        found.size if found.allocated is None else found.allocated
        for path, found in host.files.own()
        if found.kind == "file" and found.modified > since and not f"{path}/".startswith(elsewhere)
    )
