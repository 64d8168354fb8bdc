"""dmesg: the kernel's messages since the machine was started.

Follows util-linux sys-utils/dmesg.c: print_record.
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.host.image import KERNEL
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "dmesg [options]",
    "Display or control the kernel ring buffer.",
    (
        Option("C", "clear", "", "clear the kernel ring buffer"),
        Option("H", "human", "", "human readable output"),
        Option("T", "ctime", "", "show human-readable timestamp"),
        Option("l", "level", "list", "restrict output to defined levels"),
        Option("w", "follow", "", "wait for new messages"),
        Option("t", "notime", "", "don't show any timestamp"),
    ),
)
MESSAGES = (
    (0.0, "Linux version {kernel} (buildd@lcy02-amd64-080) #52-Ubuntu SMP PREEMPT_DYNAMIC"),
    (0.0, "Command line: BOOT_IMAGE=/boot/vmlinuz root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0"),
    (0.0, "Hypervisor detected: KVM"),
    (0.312404, "smpboot: CPU0: Intel(R) Xeon(R) CPU @ 2.20GHz (family: 0x6, model: 0x4f, stepping: 0x0)"),
    (1.802731, "EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none."),
    (2.417260, "systemd[1]: Detected virtualization kvm."),
    (2.417311, "systemd[1]: Hostname set to <{name}>."),
    (9.118045, "bridge: filtering via arp/ip/ip6tables is no longer available by default."),
    (9.120118, "Bridge firewalling registered"),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    lines = []
    for seconds, text in MESSAGES:
        stamp = f"[{seconds:12.6f}] "
        if "ctime" in options:
            stamp = f"[{datetime.fromtimestamp(run.host.booted + seconds, UTC):%a %b %e %H:%M:%S %Y}] "
        said = text.format(kernel=KERNEL[run.host.spec.style], name=run.host.spec.name)
        lines.append(f"{'' if 'notime' in options else stamp}{said}\n")
    levels = options.last("level")
    await run.stdout.write("" if levels and "info" not in levels else "".join(lines))
    if "follow" in options:
        with run.waiting("input"):
            await run.stdin.read()
    return 0
