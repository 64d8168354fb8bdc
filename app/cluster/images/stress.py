"""stress and its kin: they use as much memory and CPU as they are told."""

from __future__ import annotations

from app.cluster.images.commands import program_of
from app.cluster.images.image import MEBIBYTE, Image, Process, Program, docker_hub
from app.cluster.scheduler.requirements import amount

UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
HANGING = 0.05  # cores of a worker that keeps its memory for seconds before it starts over
STEPS = 64  # in which slow allocation is simulated at most
USAGE = """`stress' imposes certain types of compute stress on your system

Usage: stress [OPTION [ARG]] ..."""


def stress(process: Process) -> None:
    """`stress --cpu N --vm N --vm-bytes SIZE`, the one in C."""
    options = _options(process.argv)
    cpu = int(options.get("cpu") or options.get("c") or 0)
    workers = int(options.get("vm") or options.get("m") or 0)
    name = process.argv[0].rpartition("/")[2]
    if not options:
        process.log(USAGE)
        process.exit(0)
        return
    if name == "stress-ng":
        kinds = [f"{count} {kind}" for kind, count in (("cpu", cpu), ("vm", workers)) if count]
        process.log(f"stress-ng: info:  [1] dispatching hogs: {', '.join(kinds)}")
    else:
        process.log(f"stress: info: [1] dispatching hogs: {cpu} cpu, 0 io, {workers} vm, 0 hdd")
    hanging = "vm-hang" in options
    process.cpu = cpu + workers * (HANGING if hanging else 1.0)
    process.memory = MEBIBYTE + workers * _size(options.get("vm-bytes", "256M"))
    if timeout := options.get("timeout") or options.get("t"):
        seconds = _seconds(timeout)

        def done() -> None:
            process.log(f"{name}: info: [1] successful run completed in {int(seconds)}s")
            process.exit(0)

        process.after(seconds, done)


def allocate(process: Process) -> None:
    """vish/stress: `-cpus N -mem-total SIZE -mem-alloc-size SIZE -mem-alloc-sleep TIME`."""
    options = _options(process.argv)
    cpus, total = int(options.get("cpus") or 0), options.get("mem-total", "0")
    chunk, sleep = options.get("mem-alloc-size", "4Ki"), options.get("mem-alloc-sleep", "1ms")
    process.memory = MEBIBYTE
    what = f'"{total}" memory, in "{chunk}" chunks, with a {sleep} sleep between allocations'
    process.log(f"Allocating {what}", "stderr")
    size, step = amount("memory", total), max(1, amount("memory", chunk))
    steps = max(1, min(STEPS, -(-size // step)))
    pause = _seconds(sleep) * -(-size // step) / steps

    def grow(done: int) -> None:
        process.memory = MEBIBYTE + size * done // steps
        if done < steps:
            process.after(pause, lambda: grow(done + 1))
            return
        process.log(f'Allocated "{total}" memory', "stderr")

    for _ in range(cpus):
        process.log("Spawning a thread to consume CPU", "stderr")
    process.cpu = float(cpus)
    if size:
        process.after(pause, lambda: grow(1))


def _checked(program: Program) -> Program:
    """The program, or its refusal of numbers that are none."""

    def begin(process: Process) -> None:
        try:
            program(process)
        except (ValueError, KeyError):
            process.log(f"{process.argv[0]}: FAIL: [1] not a number in: {' '.join(process.argv[1:])}", "stderr")
            process.exit(1)

    return begin


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


def _seconds(text: str) -> float:
    if text.endswith("ms"):
        return float(text[:-2]) / 1000
    return float(text[:-1]) * SECONDS[text[-1]] if text[-1:] in SECONDS else float(text)


def shell(process: Process) -> None:
    """What the images run that leave it to the pod to say `stress`."""
    begin = program_of(("/bin/sh",))
    assert begin is not None
    begin(process)


_STRESS, _ALLOCATE = _checked(stress), _checked(allocate)
IMAGES = (
    Image(
        names=docker_hub("polinux/stress", "alexeiled/stress-ng", "polinux/stress-ng"),
        program=shell,
        tags=r"latest|\d+(\.\d+)*(-r\d+)?",
        size=4_000_000,
        command=("/bin/sh",),
        executables={"stress": _STRESS, "stress-ng": _STRESS},
    ),
    Image(
        names=docker_hub("progrium/stress", "containerstack/cpustress", "petarmaric/docker.cpu-stress-test"),
        program=_STRESS,
        size=280_000_000,
        entrypoint=("/usr/bin/stress", "--verbose"),
        executables={"stress": _STRESS},
    ),
    Image(names=docker_hub("vish/stress"), program=_ALLOCATE, size=2_000_000, entrypoint=("/stress",),
          executables={"stress": _ALLOCATE}),
)  # fmt: skip
