"""lscpu: the machine's processor.

Follows util-linux sys-utils/lscpu.c: print_summary.
"""

from __future__ import annotations

from app.host.furniture import CPU_FLAGS, CPU_MODEL
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage("lscpu [options]", "Display information about the CPU architecture.",
              (Option("J", "json", "", "use JSON for default or extended format"),))  # fmt: skip


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    cores = run.host.spec.cores
    listed = "0" if cores == 1 else f"0-{cores - 1}"
    rows = (
        ("Architecture", "x86_64"), ("  CPU op-mode(s)", "32-bit, 64-bit"),
        ("  Address sizes", "46 bits physical, 48 bits virtual"), ("  Byte Order", "Little Endian"),
        ("CPU(s)", str(cores)), ("  On-line CPU(s) list", listed), ("Vendor ID", "GenuineIntel"),
        ("  Model name", CPU_MODEL), ("    CPU family", "6"), ("    Model", "79"), ("    Thread(s) per core", "1"),
        ("    Core(s) per socket", str(cores)), ("    Socket(s)", "1"), ("    Stepping", "0"),
        ("    BogoMIPS", "4399.99"), ("    Flags", CPU_FLAGS), ("Virtualization features", ""),
        ("  Hypervisor vendor", "KVM"), ("  Virtualization type", "full"), ("Caches (sum of all)", ""),
        ("  L1d", f"{32 * cores} KiB ({cores} instance{'s' if cores > 1 else ''})"),
        ("  L1i", f"{32 * cores} KiB ({cores} instance{'s' if cores > 1 else ''})"),
        ("  L2", f"{256 * cores} KiB ({cores} instance{'s' if cores > 1 else ''})"), ("  L3", "55 MiB (1 instance)"),
        ("NUMA", ""), ("  NUMA node(s)", "1"), ("  NUMA node0 CPU(s)", listed),
    )  # fmt: skip
    if "json" in options:
        inside = ",\n".join(f'      {{\n         "field": "{head.strip()}:",\n         "data": "{value}"\n      }}'
                            for head, value in rows if value)  # fmt: skip
        await run.stdout.write(f'{{\n   "lscpu": [\n{inside}\n   ]\n}}\n')
        return 0
    width = max(len(head) for head, _ in rows) + 2
    await run.stdout.write("".join(f"{head + ':':<{width}} {value}".rstrip() + "\n" for head, value in rows))
    return 0
