"""id: who runs this: root on the machines of a lab, anybody in a container."""

from __future__ import annotations

from app.host.accounts import account, group_name, memberships, user_name, user_number, whom
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "id [OPTION]... [USER]...",
    "Print user and group information for each specified USER.",
    (
        Option("u", "user", "", "print only the effective user ID"),
        Option("g", "group", "", "print only the effective group ID"),
        Option("G", "groups", "", "print all group IDs"),
        Option("n", "name", "", "print a name instead of a number"),
        Option("r", "real", "", "print the real ID instead of the effective ID"),
    ),
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    files = run.host.files
    uid, gid, groups = whom(run)
    if options.operands:
        user = options.operands[0]
        number = user_number(files, user)
        found = account(files, user_name(files, number)) if number is not None else None
        if found is None:
            return await run.fail(f"‘{user}’: no such user")
        uid, gid, named = found.uid, found.gid, memberships(files, found.name)
        groups = [gid, *(one for one in named if one != gid)]
    if run.host.ash:
        groups.sort()
    if "user" in options:
        text = _one(user_name(files, uid), uid, "name" in options)
    elif "group" in options:
        text = _one(group_name(files, gid), gid, "name" in options)
    elif "groups" in options:
        text = " ".join(_one(group_name(files, group), group, "name" in options) for group in groups)
    elif "name" in options:
        return await run.fail("cannot print only names or real IDs in default format")
    else:
        listed = ",".join(_both(group, group_name(files, group)) for group in groups)
        user, group = _both(uid, user_name(files, uid)), _both(gid, group_name(files, gid))
        text = f"uid={user} gid={group} groups={listed}"
    await run.stdout.write(text + "\n")
    return 0


def _one(name: str, number: int, named: bool) -> str:
    return name if named and name else str(number)


def _both(number: int, name: str) -> str:
    return f"{number}({name})" if name else str(number)
