"""stress: uses as much memory and CPU as it is told, and is killed when that is more than its limit."""

from __future__ import annotations

from app.cluster.images.image import Image, Process, docker_hub
from app.cluster.scheduler.requirements import amount

UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def program(process: Process) -> None:
    """`stress --cpu N --vm N --vm-bytes SIZE`, or `-cpus`, `-mem-total` of vish/stress."""
    options = _options(process.argv)
    cpu = int(options.get("cpu") or options.get("c") or options.get("cpus") or 0)
    workers = int(options.get("vm") or options.get("m") or 0)
    each = _size(options.get("vm-bytes", "256M"))
    memory = workers * each
    if "mem-total" in options:
        memory = amount("memory", options["mem-total"])
        size = options["mem-total"]
        process.log(f'Allocating "{size}" memory, in "4Ki" chunks, with a 1ms sleep between allocations', "stderr")
    else:
        process.log(f"stress: info: [1] dispatching hogs: {cpu} cpu, 0 io, {workers} vm, 0 hdd")
    process.cpu = float(max(cpu, workers)) or 0.001
    limit = process.spec.memory_limit
    if limit is not None and memory > limit:
        process.memory = limit
        process.after(0.4, lambda: process.exit(137, "OOMKilled"))
        return
    process.memory = memory or 1 << 20
    if timeout := options.get("timeout") or options.get("t"):
        process.after(float(timeout.rstrip("s")), lambda: process.exit(0))


def _options(words: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for word in words:
        if word.startswith("-"):
            name, _, value = word.lstrip("-").partition("=")
            found[name] = value
        elif name:
            found[name], name = word, ""
    return found


def _size(text: str) -> int:
    unit = text[-1:].upper()
    return int(float(text[:-1]) * UNITS[unit]) if unit in UNITS else int(text)


IMAGE = Image(
    names=docker_hub("polinux/stress", "vish/stress", "progrium/stress", "alexeiled/stress-ng", "polinux/stress-ng"),
    program=program,
    tags=r"latest|\d+(\.\d+)*",
    size=4_000_000,
    command=("/bin/sh",),
    executables={"stress": program, "stress-ng": program},
)
