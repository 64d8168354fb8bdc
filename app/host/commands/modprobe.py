"""modprobe, lsmod, swapoff and swapon: what a machine is prepared with before it becomes a node."""

from __future__ import annotations

from app.host.invocation import Invocation

NAMES = ("modprobe", "lsmod", "swapoff", "swapon")
LOADED = {"br_netfilter": (32768, ""), "bridge": (421888, "br_netfilter"), "overlay": (212992, ""),
          "nf_conntrack": (200704, "nf_nat,xt_conntrack"), "nf_nat": (61440, "xt_MASQUERADE"),
          "xt_conntrack": (12288, ""), "xt_MASQUERADE": (16384, "")}  # fmt: skip
KNOWN = {*LOADED, "ip_vs", "ip_vs_rr", "ip_vs_sh", "ip_vs_wrr", "ip_tables", "nf_tables", "vxlan", "wireguard", "nfs"}
USAGE = "Usage: {} [options]\n"


async def main(run: Invocation) -> int:
    """Everything is loaded, and there is no swap."""
    words = [word for word in run.args if not word.startswith("-")]
    flags = [word for word in run.args if word.startswith("-")]
    if "--help" in flags:
        await run.stdout.write(USAGE.format(run.name))
        return 0
    allowed = {"modprobe": {"-a", "-v", "-q"}, "swapoff": {"-a", "-v"}, "swapon": {"-a", "-s", "--show"}}
    if wrong := next((flag for flag in flags if flag not in allowed.get(run.name, ())), ""):
        return await run.fail(f"unrecognized option '{wrong}'")
    if run.name == "lsmod":
        rows = "".join(f"{name:<22} {size:>7}  {len(by.split(',')) if by else 0} {by}".rstrip() + "\n"
                       for name, (size, by) in LOADED.items())  # fmt: skip
        await run.stdout.write(f"Module                  Size  Used by\n{rows}")
        return 0
    if run.name == "modprobe":
        if missing := next((word for word in words if word not in KNOWN), ""):
            await run.stderr.write(
                f"modprobe: FATAL: Module {missing} not found in directory /lib/modules/6.8.0-51-generic\n"
            )
            return 1
        return 0
    for word in words if run.name == "swapoff" else ():
        await run.stderr.write(f"swapoff: {word}: swapoff failed: Invalid argument\n")
    return 4 if words and run.name == "swapoff" else 0
