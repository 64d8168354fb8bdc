"""hostname: the machine's name and address."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "hostname [-IfsdiA] [NAME]",
    "",
    (
        Option("I", "all-ip-addresses", "", "all addresses for the host"),
        Option("i", "ip-address", "", "addresses for the host name"),
        Option("f", "fqdn", "", "long host name (FQDN)"),
        Option("A", "all-fqdns", "", "all long host names (FQDNs)"),
        Option("s", "short", "", "short host name"),
        Option("d", "domain", "", "DNS domain name"),
    ),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.operands:
        return await run.fail("you must be root to change the host name: it is fixed on this machine")
    address = run.host.interface.address
    if "all-ip-addresses" in options:
        text = f"{address} "
    elif "ip-address" in options:
        text = address
    elif "domain" in options:
        text = ""
    else:
        text = run.host.spec.name
    await run.stdout.write(text + "\n")
    return 0
