"""uname: the kernel that the machine says it has."""

from __future__ import annotations

from app.host.image import BUILD, KERNEL
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("uname", "arch")
USAGE = Usage(
    "uname [OPTION]...",
    "Print certain system information.",
    (
        Option("a", "all", "", "print all information"),
        Option("s", "kernel-name", "", "print the kernel name"),
        Option("n", "nodename", "", "print the network node hostname"),
        Option("r", "kernel-release", "", "print the kernel release"),
        Option("v", "kernel-version", "", "print the kernel version"),
        Option("m", "machine", "", "print the machine hardware name"),
        Option("p", "processor", "", "print the processor type"),
        Option("i", "hardware-platform", "", "print the hardware platform"),
        Option("o", "operating-system", "", "print the operating system"),
    ),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.operands:
        return await options.wrong(f"extra operand ‘{options.operands[0]}’")
    style = run.host.spec.style
    facts = {
        "kernel-name": "Linux", "nodename": run.host.spec.name, "kernel-release": KERNEL[style],
        "kernel-version": BUILD[style], "machine": "x86_64", "processor": "x86_64", "hardware-platform": "x86_64",
        "operating-system": "GNU/Linux",
    }  # fmt: skip
    wanted = [value for name, value in facts.items() if name in options or "all" in options]
    if run.name == "arch":
        wanted = ["x86_64"]
    await run.stdout.write(" ".join(wanted or ["Linux"]) + "\n")
    return 0
