"""Users and groups of a machine: names for numbers, as its /etc/passwd and /etc/group have them."""

from __future__ import annotations

from app.host.files import Files


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
