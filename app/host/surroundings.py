"""What the kernel keeps about a process besides its program: control group, capabilities, confinement."""

from __future__ import annotations

from dataclasses import dataclass

_NAMES = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE "
    "NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN "
    "SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE "
    "MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
)
CAPABILITIES = tuple(_NAMES.split())
ALL = (1 << len(CAPABILITIES)) - 1
SHARED_NAMESPACES = 4026531834  # the number of the first namespace of a machine


@dataclass(frozen=True)
class Surroundings:
    """`control_group` as its machine names it; `bounding` are capabilities; `label` is AppArmor's.

    `uid`, `gid` and `groups` are those of a process in a container, as its node sees it; None for the machine's own.
    `home` tells namespaces apart: "" for those of the machine.
    """

    control_group: str = ""
    oom_score_adj: int = 0
    bounding: int = ALL
    no_new_privileges: bool = False
    seccomp: int = 0
    label: str = "unconfined"
    owner: tuple[int, int, tuple[int, ...]] | None = None
    home: str = ""


HOST = Surroundings()
