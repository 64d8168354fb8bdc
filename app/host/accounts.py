"""Users and groups of a machine: names for numbers, as its /etc/passwd and /etc/group have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.host.files import Files

if TYPE_CHECKING:
    from app.host.host import Host
    from app.host.invocation import Invocation
    from app.host.processes import Process


def user_name(files: Files, uid: int) -> str:
    """The name of a user, or `` for a number that nobody has."""
    return _name(files, "/etc/passwd", uid)


def group_name(files: Files, gid: int) -> str:
    """The name of a group, or `` for a number that none has."""
    return _name(files, "/etc/group", gid)


def user_number(files: Files, text: str) -> int | None:
    """The number of a user by name or number; None for a name that nobody has."""
    return _number(files, "/etc/passwd", text)


def group_number(files: Files, text: str) -> int | None:
    """The number of a group by name or number; None for a name that none has."""
    return _number(files, "/etc/group", text)


def memberships(files: Files, user: str) -> list[int]:
    """The groups that list a user as a member."""
    return [int(row[2]) for row in _rows(files, "/etc/group") if user and user in row[3].split(",")]


def _name(files: Files, path: str, number: int) -> str:
    return next((row[0] for row in _rows(files, path) if row[2] == str(number)), "")


def _number(files: Files, path: str, text: str) -> int | None:
    found = next((int(row[2]) for row in _rows(files, path) if row[0] == text), None)
    return int(text) if found is None and text.isdigit() else found


def _rows(files: Files, path: str) -> list[list[str]]:
    try:
        lines = files.read_file(path).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [row for row in (line.split(":") for line in lines) if len(row) > 3 and row[2].isdigit()]


@dataclass(frozen=True)
class Account:
    """A line of /etc/passwd."""

    name: str
    uid: int
    gid: int
    comment: str
    home: str
    shell: str

    def line(self) -> str:
        """As it stands there."""
        return f"{self.name}:x:{self.uid}:{self.gid}:{self.comment}:{self.home}:{self.shell}\n"


def account(files: Files, name: str) -> Account | None:
    """A user by name."""
    for row in _rows(files, "/etc/passwd"):
        if row[0] == name and len(row) > 6:
            return Account(row[0], int(row[2]), int(row[3]), row[4], row[5], row[6])
    return None


def members(files: Files) -> dict[str, tuple[int, list[str]]]:
    """Every group: its number and who is listed in it."""
    return {row[0]: (int(row[2]), [one for one in row[3].split(",") if one]) for row in _rows(files, "/etc/group")}


def free_number(files: Files, table: str, first: int = 1000) -> int:
    """The next number above all that people have."""
    taken = [int(row[2]) for row in _rows(files, table) if first <= int(row[2]) < 60000]
    return max(taken, default=first - 1) + 1


def rewrite(files: Files, table: str, name: str, line: str) -> None:
    """Put a line in place of the one that begins with this name, at the end when there is none; "" removes it."""
    try:
        lines = files.read_file(table).decode("utf-8", "replace").splitlines(keepends=True)
    except OSError:
        lines = []
    found = next((at for at, one in enumerate(lines) if one.startswith(f"{name}:")), len(lines))
    files.write_file(table, "".join([*lines[:found], line, *lines[found + 1 :]]).encode())


def switched(host: Host, process: Process) -> Account | None:
    """The account that `su` gave a process; None of the machine's own user."""
    if host.spec.system is not None or process.user == host.spec.user:
        return None
    return account(host.files, process.user)


def user_of(host: Host, process: Process) -> int:
    """The number of a process's user."""
    other = switched(host, process)
    return host.spec.uid if other is None else other.uid


def whom(run: Invocation) -> tuple[int, int, list[int]]:
    """User, group and all groups of whoever runs a program: the container's user, or who `su` made it."""
    spec, files = run.host.spec, run.host.files
    other = switched(run.host, run.process)
    uid, gid, groups = (spec.uid, spec.gid, list(spec.groups)) if other is None else (other.uid, other.gid, [])
    found = [gid, *groups]
    return uid, gid, found + [one for one in memberships(files, user_name(files, uid)) if one not in found]
