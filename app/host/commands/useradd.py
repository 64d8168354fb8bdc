"""useradd, userdel, usermod: the users of the machine.

Follows shadow src/{useradd,userdel,usermod}.c.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from app.host.accounts import Account, account, free_number, group_name, group_number, members, rewrite, user_name
from app.host.files import Files
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("useradd", "userdel", "usermod")
NAME = re.compile(r"[a-z_][a-z0-9_-]*\$?")
DAY = 86400
_COMMON = (
    Option("c", "comment", "COMMENT", "GECOS field of the account"),
    Option("d", "home-dir", "HOME_DIR", "home directory of the account"),
    Option("e", "expiredate", "EXPIRE_DATE", "expiration date of the account"),
    Option("g", "gid", "GROUP", "name or ID of the primary group"),
    Option("G", "groups", "GROUPS", "list of supplementary groups"),
    Option("p", "password", "PASSWORD", "encrypted password of the account"),
    Option("s", "shell", "SHELL", "login shell of the account"),
    Option("u", "uid", "UID", "user ID of the account"),
)
USAGES = {
    "useradd": Usage("useradd [options] LOGIN", "", (
        *_COMMON, Option("m", "create-home", "", "create the user's home directory"),
        Option("M", "no-create-home", "", "do not create the user's home directory"),
        Option("N", "no-user-group", "", "do not create a group with the same name as the user"),
        Option("U", "user-group", "", "create a group with the same name as the user"),
        Option("r", "system", "", "create a system account")), status=2),
    "userdel": Usage("userdel [options] LOGIN", "", (
        Option("f", "force", "", "force removal of files, even if not owned by user"),
        Option("r", "remove", "", "remove home directory and mail spool")), status=2),
    "usermod": Usage("usermod [options] LOGIN", "", (
        *_COMMON, Option("a", "append", "", "append the user to the supplemental GROUPS of -G"),
        Option("l", "login", "NEW_LOGIN", "new value of the login name"),
        Option("L", "lock", "", "lock the user account"), Option("U", "unlock", "", "unlock the user account"),
        Option("m", "move-home", "", "move contents of the home directory to the new location")), status=2),
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Change the accounts."""
    usage = USAGES[run.name]
    options = await Options.read(run, usage)
    if options is None:
        return 0
    if len(options.operands) != 1:
        await run.stderr.write(usage.help())
        return 2
    name = options.operands[0]
    for group in options.last("groups").split(",") if options.last("groups") else []:
        if group_number(run.files, group) is None:
            return await run.fail(f"group '{group}' does not exist", 6)
    if run.name == "useradd":
        return await _add(run, options, name)
    found = account(run.files, name)
    if found is None:
        return await run.fail(f"user '{name}' does not exist", 6)
    return await (_remove if run.name == "userdel" else _change)(run, options, found)


async def _add(run: Invocation, options: Options, name: str) -> int:
    files = run.files
    if not NAME.fullmatch(name):
        return await run.fail(f"invalid user name '{name}': use --badname to ignore", 3)
    if account(files, name) is not None:
        return await run.fail(f"user '{name}' already exists", 9)
    system = "system" in options
    wanted = options.last("uid")
    uid = int(wanted) if wanted.isdigit() else free_number(files, "/etc/passwd", 999 if system else 1000)
    if wanted and user_name(files, uid):
        return await run.fail(f"UID {uid} is not unique", 4)
    group = options.last("gid")
    gid = group_number(files, group) if group else None
    if group and gid is None:
        return await run.fail(f"group '{group}' does not exist", 6)
    if gid is None and name in members(files):
        return await run.fail(f"group {name} exists - if you want to add this user to that group, use -g.", 9)
    if gid is None:
        gid = uid if not group_name(files, uid) else free_number(files, "/etc/group")
        rewrite(files, "/etc/group", name, f"{name}:x:{gid}:\n")
    new = Account(name, uid, gid, options.last("comment"), options.last("home-dir", f"/home/{name}"),
                  options.last("shell", "/bin/sh"))  # fmt: skip
    rewrite(files, "/etc/passwd", name, new.line())
    secret = options.last("password", "!")
    rewrite(files, "/etc/shadow", name, f"{name}:{secret}:{int(run.now() // DAY)}:0:99999:7:::\n")
    join(files, name, options.last("groups"), append=True)
    if "create-home" in options:
        make_home(files, new)
    return 0


async def _change(run: Invocation, options: Options, found: Account) -> int:
    files, group = run.files, options.last("gid")
    gid = group_number(files, group) if group else found.gid
    if gid is None:
        return await run.fail(f"group '{group}' does not exist", 6)
    uid = options.last("uid", str(found.uid))
    new = replace(found, name=options.last("login", found.name), uid=int(uid) if uid.isdigit() else found.uid, gid=gid,
                  comment=options.last("comment", found.comment), home=options.last("home-dir", found.home),
                  shell=options.last("shell", found.shell))  # fmt: skip
    rewrite(files, "/etc/passwd", found.name, new.line())
    if "groups" in options:
        join(files, new.name, options.last("groups"), append="append" in options)
    if "lock" in options or "unlock" in options:
        row = next((one for one in files.read_file("/etc/shadow").decode().splitlines()
                    if one.startswith(f"{new.name}:")), f"{new.name}:!:::::::")  # fmt: skip
        fields = row.split(":")
        fields[1] = "!" + fields[1].lstrip("!") if "lock" in options else fields[1].lstrip("!")
        rewrite(files, "/etc/shadow", new.name, ":".join(fields) + "\n")
    if "move-home" in options and new.home != found.home and files.exists(found.home):
        files.rename(found.home, new.home)
    return 0


async def _remove(run: Invocation, options: Options, found: Account) -> int:
    files, name = run.files, found.name
    busy = next((one for one in run.host.processes.own() if one.user == name), None)
    if busy is not None and "force" not in options:
        return await run.fail(f"user {name} is currently used by process {busy.pid}", 8)
    for table in ("/etc/passwd", "/etc/shadow"):
        rewrite(files, table, name, "")
    join(files, name, "", append=False)
    if name in members(files):
        rewrite(files, "/etc/group", name, "")
    if "remove" in options:
        await run.stderr.write(f"userdel: {name} mail spool (/var/mail/{name}) not found\n")
        if not files.exists(found.home):
            await run.stderr.write(f"userdel: {name} home directory ({found.home}) not found\n")
            return 12
        files.remove(found.home, recursive=True)
    return 0


def join(files: Files, name: str, groups: str, *, append: bool) -> None:
    """Make somebody a member of these groups (comma between them), and of no others unless `append`."""
    wanted = {group_number(files, one) for one in groups.split(",") if one}
    for group, (number, inside) in members(files).items():
        new = [one for one in inside if one != name or append or number in wanted]
        if number in wanted and name not in new:
            new.append(name)
        if new != inside:
            rewrite(files, "/etc/group", group, f"{group}:x:{number}:{','.join(new)}\n")


def make_home(files: Files, one: Account) -> None:
    """A home with what /etc/skel has."""
    if files.exists(one.home):
        return
    files.make_directory(one.home)
    for name in files.list_directory("/etc/skel") if files.exists("/etc/skel") else ():
        path = posixpath.join(one.home, name)
        files.write_file(path, files.read_file(posixpath.join("/etc/skel", name)))
        files.chown(path, one.uid, one.gid)
    files.chmod(one.home, 0o750)
    files.chown(one.home, one.uid, one.gid)
