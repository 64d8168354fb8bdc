"""PS1: what shells begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.host.bash.shell import Shell

PS1 = {"modern": "\\u@\\h:\\w\\$ ", "2018": "$ "}


def first_prompt(shell: Shell) -> str:
    """What PS1 is before anybody sets it: bash's of its distribution, ash shows the directory, dash only the sign."""
    system = shell.host.spec.system
    if shell.dash:
        return "\\w \\$ " if shell.host.ash else "\\$ "
    if system is not None and shell.host.spec.uid and shell.host.spec.user.isdigit():
        return "I have no name!@\\h:\\w\\$ "
    return PS1[shell.host.spec.style]
