"""PS1: bash's prompt escapes, and what is expanded in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

ESCAPE = re.compile(r"\\(\[.*?\\\]|[0-7]{3}|D\{[^}]*\}|.)", re.S)


def prompt(
    ps1: str, *, user: str, host: str, cwd: str, home: str, now: float, dollar: str = "$", line: int = 1, jobs: int = 0
) -> str:  # fmt: skip
    """The prompt text. `\\[...\\]` keeps what it encloses, as the terminal shows it; `line` numbers the next one."""
    when = datetime.fromtimestamp(now, UTC)
    shown = "~" + cwd[len(home) :] if home != "/" and f"{cwd}/".startswith(f"{home}/") else cwd
    last = shown.rsplit("/", 1)[-1] or "/"
    known = {
        "u": user, "h": host.partition(".")[0], "H": host, "w": shown, "W": last,
        "$": "#" if user == "root" else dollar,
        "n": "\n", "r": "\r", "a": "\a", "e": "\x1b", "\\": "\\", "s": "bash", "v": "5.2", "V": "5.2.21",
        "t": f"{when:%H:%M:%S}", "T": f"{when:%I:%M:%S}", "@": f"{when:%I:%M %p}", "A": f"{when:%H:%M}",
        "d": f"{when:%a %b %d}", "[": "", "]": "", "j": str(jobs), "l": "0", "#": str(line), "!": str(line),
    }  # fmt: skip

    def replaced(found: re.Match[str]) -> str:
        code = found[1]
        if code.startswith("["):
            return ESCAPE.sub(replaced, code[1:-2])
        if code.startswith("D{"):
            return when.strftime(code[2:-1] or "%X")
        if len(code) == 3 and code.isdigit():
            return chr(int(code, 8))
        return known.get(code, "\\" + code)

    return ESCAPE.sub(replaced, ps1)


def expandable(ps1: str) -> bool:
    """Whether a prompt has parameters or substitutions in it."""
    return "`" in ps1 or "$" in ps1.replace("\\$", "")
