"""What the kernel shows a container of itself: the first process, its capabilities, the limits of its control group.

Follows proc(5), cgroups(7) version 2, and containerd's defaults for capabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.cluster.node.runtime import ContainerSpec
from app.host.spec import HostSpec

_NAMES = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE "
    "NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN "
    "SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE "
    "MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
)
CAPABILITIES = tuple(_NAMES.split())
ALL = (1 << len(CAPABILITIES)) - 1
DEFAULT = 0xA80425FB
PERIOD = 100_000  # microseconds


def kernel_files(
    spec: ContainerSpec, described: HostSpec, argv: Sequence[str], context: dict[str, Any]
) -> dict[str, bytes]:
    """Bytes by path; `context` is the container's securityContext."""
    cpu = "max" if spec.cpu_limit is None else str(round(spec.cpu_limit * PERIOD))
    memory = "max" if spec.memory_limit is None else str(spec.memory_limit)
    texts = {
        "/proc/1/cmdline": "".join(f"{word}\0" for word in argv),
        "/proc/1/comm": f"{_name(argv)}\n",
        "/proc/1/status": _status(described, argv, context),
        "/sys/fs/cgroup/cpu.max": f"{cpu} {PERIOD}\n",
        "/sys/fs/cgroup/memory.max": f"{memory}\n",
        "/sys/fs/cgroup/memory.swap.max": "0\n",
        "/sys/fs/cgroup/pids.max": "4566\n",
        "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma misc\n",
    }
    return {path: text.encode() for path, text in texts.items()}


def _name(argv: Sequence[str]) -> str:
    return argv[0].partition(": ")[0].rpartition("/")[2][:15] if argv else "pause"


def _status(described: HostSpec, argv: Sequence[str], context: dict[str, Any]) -> str:
    mask = capabilities(context)
    held = mask if described.uid == 0 else 0
    groups = " ".join(map(str, (described.gid, *described.groups)))
    rows = {
        "Name": _name(argv), "Umask": "0022", "State": "S (sleeping)", "Tgid": "1", "Ngid": "0", "Pid": "1",
        "PPid": "0", "TracerPid": "0", "Uid": "\t".join([str(described.uid)] * 4),
        "Gid": "\t".join([str(described.gid)] * 4), "FDSize": "64", "Groups": f"{groups} ", "Threads": "1",
        "CapInh": f"{0:016x}", "CapPrm": f"{held:016x}", "CapEff": f"{held:016x}", "CapBnd": f"{mask:016x}",
        "CapAmb": f"{0:016x}", "NoNewPrivs": "1" if context.get("allowPrivilegeEscalation") is False else "0",
        "Seccomp": "2" if (context.get("seccompProfile") or {}).get("type") == "RuntimeDefault" else "0",
    }  # fmt: skip
    return "".join(f"{key}:\t{value}\n" for key, value in rows.items())


def capabilities(context: dict[str, Any]) -> int:
    """The bounding set of a container."""
    if context.get("privileged"):
        return ALL
    change = context.get("capabilities") or {}
    added, dropped = _mask(change.get("add") or ()), _mask(change.get("drop") or ())
    return DEFAULT & ~dropped | added


def _mask(names: Sequence[str]) -> int:
    found = 0
    for name in names:
        short = name.upper().removeprefix("CAP_")
        if short == "ALL":
            return ALL
        if short in CAPABILITIES:
            found |= 1 << CAPABILITIES.index(short)
    return found
