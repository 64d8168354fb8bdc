"""groupadd, groupdel, gpasswd: the groups of the machine.

Follows shadow src/{groupadd,groupdel,gpasswd}.c.
"""

from __future__ import annotations

from app.host.accounts import account, free_number, members, rewrite, user_name
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("groupadd", "groupdel", "gpasswd")
USAGES = {
    "groupadd": Usage("groupadd [options] GROUP", "", (
        Option("f", "force", "", "exit successfully if the group already exists"),
        Option("g", "gid", "GID", "use GID for the new group"),
        Option("r", "system", "", "create a system account")), status=2),
    "groupdel": Usage("groupdel [options] GROUP", "", (
        Option("f", "force", "", "delete group even if it is the primary group of a user"),), status=2),
    "gpasswd": Usage("gpasswd [option] GROUP", "", (
        Option("a", "add", "USER", "add USER to GROUP"), Option("d", "delete", "USER", "remove USER from GROUP")),
        status=2),
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Change the groups."""
    usage = USAGES[run.name]
    options = await Options.read(run, usage)
    if options is None:
        return 0
    if len(options.operands) != 1:
        await run.stderr.write(usage.help())
        return 2
    name, found = options.operands[0], members(run.files)
    if run.name == "groupadd":
        if name in found:
            return 0 if "force" in options else await run.fail(f"group '{name}' already exists", 9)
        wanted = options.last("gid")
        number = int(wanted) if wanted.isdigit() else free_number(run.files, "/etc/group")
        if any(number == taken for taken, _ in found.values()):
            return await run.fail(f"GID '{number}' already exists", 4)
        rewrite(run.files, "/etc/group", name, f"{name}:x:{number}:\n")
        return 0
    if name not in found:
        return await run.fail(f"group '{name}' does not exist{' in /etc/group' if run.name == 'gpasswd' else ''}",
                              6 if run.name == "groupdel" else 3)  # fmt: skip
    return await (_delete if run.name == "groupdel" else _member)(run, options, name, *found[name])


async def _delete(run: Invocation, options: Options, name: str, number: int, _inside: list[str]) -> int:
    first = account(run.files, user_name(run.files, number))
    if first is not None and first.gid == number and "force" not in options:
        return await run.fail(f"cannot remove the primary group of user '{first.name}'", 8)
    rewrite(run.files, "/etc/group", name, "")
    return 0


async def _member(run: Invocation, options: Options, name: str, number: int, inside: list[str]) -> int:
    user = options.last("add") or options.last("delete")
    if account(run.files, user) is None:
        return await run.fail(f"user '{user}' does not exist", 3)
    if "add" in options:
        await run.stdout.write(f"Adding user {user} to group {name}\n")
        inside = [*inside, user] if user not in inside else inside
    else:
        await run.stdout.write(f"Removing user {user} from group {name}\n")
        if user not in inside:
            return await run.fail(f"user '{user}' is not a member of '{name}'", 3)
        inside = [one for one in inside if one != user]
    rewrite(run.files, "/etc/group", name, f"{name}:x:{number}:{','.join(inside)}\n")
    return 0
