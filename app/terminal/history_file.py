"""`~/.bash_history` of whoever a shell belongs to: read when the shell begins, grown by a line at each prompt.

A real bash writes it when it ends; here a terminal may be closed at any time, so it is as with `history -a` in
PROMPT_COMMAND.
"""

from __future__ import annotations

import posixpath

from app.host.bash.shell import Shell
from app.terminal.history import SIZE, History
from app.terminal.level import Level

NAME = ".bash_history"


def begin(level: Level) -> None:
    """Give a shell that has just begun the lines of earlier ones; dash keeps none."""
    shell = level.shell
    if shell.dash and not shell.host.ash:
        level.history = History(kept=False)
        return
    path = _path(shell)
    text = shell.host.files.read_file(path) if shell.host.files.kind_of(path) == "file" else b""
    level.history = History(text.decode("utf-8", "replace").splitlines()[-SIZE:])


def save(level: Level) -> None:
    """Add what is new to the file; a file that cannot be written is left alone, as bash does."""
    new, level.history.unsaved = level.history.unsaved, []
    if not new:
        return
    files, path = level.shell.host.files, _path(level.shell)
    try:
        before = files.read_file(path) if files.exists(path) else b""
        lines = before.splitlines(keepends=True)[-SIZE:]
        files.write_file(path, b"".join(lines) + "".join(line + "\n" for line in new).encode(), mode=0o600)
    except OSError:
        return


def _path(shell: Shell) -> str:
    variables = shell.variables
    home = variables.get("HOME") or shell.host.spec.home
    return posixpath.join(shell.cwd, variables.get("HISTFILE") or f"{home}/{NAME}")
