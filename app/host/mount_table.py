"""What is mounted where on a machine: the table behind `mount`, `findmnt`, `df` and /proc/mounts.

Follows containerd pkg/oci/mounts.go for containers, and kubernetes pkg/kubelet/kubelet_pods.go: makeMounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.host.furniture import MOUNTS

if TYPE_CHECKING:
    from app.host.host import Host

TOKEN = "/kubernetes.io/serviceaccount"
KERNELS = ("/proc", "/sys")
GIVEN = ("/etc/hosts", "/dev/termination-log", "/etc/hostname", "/etc/resolv.conf")
_LOWER = "lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/{0}/fs"
_EXT4, _NOTHING = "rw,relatime,discard,errors=remount-ro", "nosuid,nodev,noexec,relatime"


class Mounted(NamedTuple):
    """One row: the device, where it is, its type and its options."""

    device: str
    point: str
    kind: str
    options: str


def mounted(host: Host) -> list[Mounted]:
    """Everything that is mounted, in the order in which it was."""
    if host.spec.system is None:
        return [Mounted(*row) for row in MOUNTS]
    size = host.spec.memory_total
    layer = _LOWER.format(sum(map(ord, host.interface.address)))
    first = [
        Mounted("overlay", "/", "overlay", f"rw,relatime,{layer}"), Mounted("proc", "/proc", "proc", f"rw,{_NOTHING}"),
        Mounted("tmpfs", "/dev", "tmpfs", "rw,nosuid,size=65536k,mode=755,inode64"),
        Mounted("devpts", "/dev/pts", "devpts", "rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666"),
        Mounted("mqueue", "/dev/mqueue", "mqueue", f"rw,{_NOTHING}"),
        Mounted("sysfs", "/sys", "sysfs", f"ro,{_NOTHING}"),
        Mounted("cgroup", "/sys/fs/cgroup", "cgroup2", f"ro,{_NOTHING}"),
    ]  # fmt: skip
    volumes = [Mounted("/dev/vda1", path, "ext4", _EXT4) for path in volume_points(host) if not path.endswith(TOKEN)]
    files = [Mounted("/dev/vda1", path, "ext4", _EXT4) for path in GIVEN if host.files.kind_of(path)]
    tokens = [Mounted("tmpfs", host.files.real(path), "tmpfs", f"ro,relatime,size={size}k,inode64,noswap")
              for path in volume_points(host) if path.endswith(TOKEN)]  # fmt: skip
    shm = Mounted("shm", "/dev/shm", "tmpfs", "rw,nosuid,nodev,noexec,relatime,size=65536k,inode64")
    return [*first, *volumes, *files, shm, *tokens]


def volume_points(host: Host) -> list[str]:
    """Where volumes are mounted, sorted: without what is the kernel's."""
    kernels = tuple(f"{one}/" for one in KERNELS)
    return sorted(path for path in host.files.mounts.points if not f"{path}/".startswith(kernels))


def table_text(host: Host) -> str:
    """/proc/mounts."""
    return "".join(f"{' '.join(row)} 0 0\n" for row in mounted(host))
