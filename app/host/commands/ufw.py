"""ufw: Ubuntu's firewall, which is not in use.

Follows ufw src/ufw and frontend.py: get_status.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage("ufw COMMAND", "", (Option("", "force", "", "do not ask"), Option("", "dry-run", "", "change nothing")))
VERBS = (
    "enable", "disable", "reload", "default", "logging", "allow", "deny", "reject", "limit", "delete", "insert",
    "route", "prepend", "reset", "show", "app",
)  # fmt: skip


async def main(run: Invocation) -> int:
    """Tell that it is inactive; everything else is refused."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    verb = (options.operands or [""])[0]
    if verb == "status":
        await run.stdout.write("Status: inactive\n")
        return 0
    if verb == "version":
        await run.stdout.write("ufw 0.36.2\nCopyright 2008-2023 Canonical Ltd.\n")
        return 0
    if not verb:
        await run.stderr.write("ERROR: not enough args\n")
        return 1
    known = f"'{verb}' is not simulated: the packet filter of this machine is kube-proxy's"
    await run.stderr.write(f"ERROR: {known if verb in VERBS else 'Invalid syntax'}\n")
    return 1
