"""uname: the kernel that the machine says it has."""

from __future__ import annotations

from app.host.host import HostSpec
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

PATCHED = {"ubuntu", "centos", "ol"}  # families of systems


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.operands:
        return await options.wrong(f"extra operand ‘{options.operands[0]}’")
    facts = _facts(run.host.spec)
    wanted = [value for name, value in facts.items() if name in options or ("all" in options and value != "unknown")]
    if run.name == "arch":
        wanted = ["x86_64"]
    await run.stdout.write(" ".join(wanted or ["Linux"]) + "\n")
    return 0


def _facts(spec: HostSpec) -> dict[str, str]:
    """By the options' names. Ubuntu's and Red Hat's coreutils are patched to know the processor; others do not."""
    family = spec.system.family if spec.system is not None else "ubuntu"
    hardware = "x86_64" if family in PATCHED else "unknown"
    return {
        "kernel-name": "Linux", "nodename": spec.name, "kernel-release": KERNEL[spec.style],
        "kernel-version": BUILD[spec.style], "machine": "x86_64", "processor": hardware, "hardware-platform": hardware,
        "operating-system": "Linux" if family == "alpine" else "GNU/Linux",
    }  # fmt: skip
