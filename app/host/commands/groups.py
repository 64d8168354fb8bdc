"""groups: which ones somebody is in."""

from __future__ import annotations

from app.host.accounts import account, group_name, memberships, whom
from app.host.invocation import Invocation
from app.host.options import Options, Usage

USAGE = Usage("groups [OPTION]... [USERNAME]...", "Print group memberships for each USERNAME or the current process.")


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    files, status = run.host.files, 0
    if not options.operands:
        names = [group_name(files, one) or str(one) for one in whom(run)[2]]
        await run.stdout.write(" ".join(names) + "\n")
    for name in options.operands:
        found = account(files, name)
        if found is None:
            status = await run.fail(f"‘{name}’: no such user")
            continue
        numbers = [found.gid, *(one for one in memberships(files, name) if one != found.gid)]
        await run.stdout.write(f"{name} : {' '.join(group_name(files, one) or str(one) for one in numbers)}\n")
    return status
