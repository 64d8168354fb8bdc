"""What stands in double braces behind code: `{{execute T2}}`, `{{exec interrupt}}`, `{{copy}}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

RUNS = ("execute", "exec")
KNOWN = (*RUNS, "copy", "open", "interrupt", "no-newline", "ctrl-seq")
_MACHINES = r"(?:root@)?(?:controlplane|node\d+|host\d+|master|minikube|ubuntu)"
PROMPT = re.compile(rf"^\s*(?:\$|{_MACHINES}[:\s][^$#\n]{{0,30}}[$#]) +")


@dataclass(frozen=True)
class Act:
    """What a click does. `what` is run, copy, open or nothing; `machine` is 2 for HOST2."""

    what: str = ""
    terminal: int = 1
    machine: int = 1
    interrupt: bool = False
    control: bool = False
    unknown: str = ""

    @property
    def info(self) -> str:
        """The words of our own format for it, behind `run`."""
        words = ["run"]
        if self.terminal != 1:
            words.append(f"terminal={self.terminal}")
        if self.interrupt:
            words.append("interrupt")
        return " ".join(words)


def read_act(text: str) -> Act:
    """Read the words between the braces; `unknown` is the first that means nothing."""
    what, terminal, machine, interrupt, control, unknown = "", 0, 1, False, False, ""
    for word in text.split():
        plain = word.strip("'\"").lower()
        if found := re.fullmatch(r"(t|host|h|terminal)0?(\d)", plain):
            if found[1] in ("host", "h"):
                machine = int(found[2])
            else:
                terminal = max(1, min(8, int(found[2])))
            continue
        near = get_close_matches(plain, KNOWN, n=1, cutoff=0.7)
        if not near:
            unknown = unknown or word
        elif near[0] in RUNS:
            what = "run"
        elif near[0] == "interrupt":
            interrupt = True
        elif near[0] == "ctrl-seq":
            control = True
        elif near[0] in ("copy", "open"):
            what = near[0]
    return Act(what, terminal or (2 if machine > 1 else 1), machine, interrupt, control, unknown)


def without_prompts(text: str) -> tuple[str, bool]:
    """Commands without the prompts before them, and whether there were any: lines without one are what they printed."""
    lines = text.split("\n")
    if not any(PROMPT.match(line) for line in lines):
        return text, False
    return "\n".join(PROMPT.sub("", line) for line in lines if PROMPT.match(line)), True
