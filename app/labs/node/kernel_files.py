"""What the kernel keeps about a container: its capabilities and confinement, and the files of its control group.

Follows cgroups(7) version 2, containerd's defaults for capabilities, kubernetes pkg/kubelet/cm for the names of groups
and pkg/kubelet/qos/policy.go: GetContainerOOMScoreAdjust; opencontainers/cgroups ConvertCPUSharesToCgroupV2Value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil, log2
from typing import Any

from app.cluster.defaults.quality_of_service import qos_class
from app.cluster.images.image import Process, container_of
from app.cluster.node.runtime import ContainerSpec
from app.host.host import Host
from app.host.served import Served, ServedTree
from app.host.surroundings import ALL, CAPABILITIES, Surroundings
from app.labs import container_usage
from app.sim.quantity import parse

DEFAULT = 0xA80425FB
PERIOD = 100_000  # microseconds
POINT = "/sys/fs/cgroup"
TASKS = 4566  # that a container may have
PAGE_CACHE = 256 << 10  # of the files that it has read
ROUNDING = 1e-9
FILTER = 2  # seccomp's mode
DEFAULT_LABEL = "cri-containerd.apparmor.d (enforce)"
BEST_EFFORT, GUARANTEED, CRITICAL = 1000, -997, -997
CRITICAL_PRIORITY = 2_000_000_000


def surroundings(spec: ContainerSpec, memory: int, owner: tuple[int, int, tuple[int, ...]]) -> Surroundings:
    """Those of its processes; `memory` are the bytes of its node."""
    context = container_of(spec).get("securityContext") or {}
    of_pod = spec.pod_spec.get("securityContext") or {}
    profile = (context.get("seccompProfile") or of_pod.get("seccompProfile") or {}).get("type", "Unconfined")
    return Surroundings(
        control_group(spec), _oom_score(spec, memory), capabilities(context),
        context.get("allowPrivilegeEscalation") is False,
        FILTER if profile != "Unconfined" and not context.get("privileged") else 0, _label(context, of_pod),
        (owner[0], owner[1], (owner[1], *owner[2])), spec.id,
    )  # fmt: skip


def _label(context: dict[str, Any], of_pod: dict[str, Any]) -> str:
    """AppArmor's: containerd has a profile of its own for containers that name none."""
    profile = context.get("appArmorProfile") or of_pod.get("appArmorProfile") or {}
    if context.get("privileged") or profile.get("type") == "Unconfined":
        return "unconfined"
    name = profile.get("localhostProfile")
    return f"{name} (enforce)" if name else DEFAULT_LABEL


def control_group(spec: ContainerSpec) -> str:
    """Its path below /sys/fs/cgroup on the node, as systemd's driver names it."""
    quality = qos_class(spec.pod).lower()
    level = "" if quality == "guaranteed" else f"-{quality}"
    slices = ["kubepods.slice", *([f"kubepods{level}.slice"] if level else [])]
    slices.append(f"kubepods{level}-pod{spec.uid.replace('-', '_')}.slice")
    return f"/{'/'.join(slices)}/cri-containerd-{spec.id}.scope"


def _oom_score(spec: ContainerSpec, memory: int) -> int:
    quality = qos_class(spec.pod)
    if (spec.pod_spec.get("priority") or 0) >= CRITICAL_PRIORITY:
        return CRITICAL
    if quality != "Burstable":
        return GUARANTEED if quality == "Guaranteed" else BEST_EFFORT
    share = int(_request(spec, "memory") * 1000 // memory)
    return min(max(1000 - share, 1000 + GUARANTEED), BEST_EFFORT - 1)


def _request(spec: ContainerSpec, resource: str) -> float:
    """What it asks for: bytes or cores; its limit where it only has that."""
    given = container_of(spec).get("resources") or {}
    text = (given.get("requests") or {}).get(resource) or (given.get("limits") or {}).get(resource)
    amount = parse(str(text)) if text else None
    return amount.unscaled * 10.0**amount.exponent if amount is not None else 0.0


def mount(host: Host, spec: ContainerSpec, process: Callable[[], Process | None]) -> None:
    """Show /sys/fs/cgroup on a container's machine, as it is whenever somebody looks; `process` has its limits."""

    def files() -> Mapping[str, Served]:
        main, numbers = process(), [one.pid for one in host.processes.own()]
        memory = (main.memory if main is not None else 0) + container_usage.beside(host)[1]
        return {f"/{name}": Served(text.encode, mode=0o644) for name, text in
                control_files(spec, main, numbers, memory).items()}  # fmt: skip

    host.mount(POINT, ServedTree(files))


def control_files(
    spec: ContainerSpec, process: Process | None, numbers: Sequence[int], memory: int
) -> Mapping[str, str]:
    """The files of a container's control group by name."""
    cores = spec.cpu_limit if process is None else process.cpu_limit
    most = spec.memory_limit if process is None else process.memory_limit
    quota = "max" if cores is None else str(round(cores * PERIOD))
    spent = int(process.cpu_seconds() * 1_000_000) if process is not None else 0
    used = memory + PAGE_CACHE
    return {
        "cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma misc\n",
        "cgroup.procs": "".join(f"{one}\n" for one in numbers), "cgroup.type": "domain\n", "cgroup.freeze": "0\n",
        "cgroup.events": f"populated {int(bool(numbers))}\nfrozen 0\n",
        "cpu.max": f"{quota} {PERIOD}\n", "cpu.weight": f"{weight(_request(spec, 'cpu'))}\n",
        "cpu.stat": f"usage_usec {spent}\nuser_usec {spent * 7 // 10}\nsystem_usec {spent - spent * 7 // 10}\n"
        "nr_periods 0\nnr_throttled 0\nthrottled_usec 0\nnr_bursts 0\nburst_usec 0\n",
        "memory.current": f"{used}\n", "memory.peak": f"{used}\n", "memory.high": "max\n", "memory.low": "0\n",
        "memory.max": f"{'max' if most is None else most}\n", "memory.min": "0\n",
        "memory.events": "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n",
        "memory.stat": f"anon {memory}\nfile {PAGE_CACHE}\n", "memory.swap.current": "0\n", "memory.swap.max": "0\n",
        "pids.current": f"{len(numbers)}\n", "pids.max": f"{TASKS}\n",
    }  # fmt: skip


def weight(cores: float) -> int:
    """cpu.weight for so many cores that are asked for."""
    shares = max(2, int(cores * 1024))
    scale = log2(shares)
    return ceil(10 ** ((scale * scale + 125 * scale) / 612 - 7 / 34) - ROUNDING)


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
