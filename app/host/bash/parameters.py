"""Special parameters whose values the machine knows, and bashkit does not: `$$`, `$!`, `$SECONDS`, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.host.bash.quoting import quote
from app.host.bash.script import Script
from app.host.bash.setting import BASH_VERSION, LAST_JOB, Setting


def parameter_edits(script: Script, setting: Setting) -> Iterator[tuple[int, int, str]]:
    """What stands for them in a script: (start, end, text)."""
    known: dict[str, Callable[[], str]] = {
        "!": lambda: f"${{{LAST_JOB}-}}",
        "$": lambda: str(setting.pid),
        "PPID": lambda: str(setting.parent_pid),
        "BASHPID": lambda: str(setting.pid),
        "EPOCHSECONDS": lambda: "$(date +%s)",
        "EPOCHREALTIME": lambda: "$(date +%s.%6N)",
        "SECONDS": lambda: "$(__seconds)",
        "UID": lambda: str(setting.user()),
        "EUID": lambda: str(setting.user()),
        "BASH_VERSION": lambda: f"$(echo {quote(BASH_VERSION)})",
    }
    if setting.prompted:
        known["-"] = lambda: "$(__flags $-)"
    if setting.name != "bash":
        known["0"] = known["BASH_SOURCE"] = lambda: setting.name
    if setting.source:
        known["BASH_SOURCE"] = lambda: str(setting.source)
    for start, end, name in script.parameters:
        if name in known:
            yield start, end, known[name]()
