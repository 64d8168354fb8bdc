"""The commands of the learner's machine."""

from __future__ import annotations

from app.host.bash.reserved import SHELL_BUILTINS
from app.host.commands import registry
from app.host.image import PROGRAMS
from app.labs.support.markdown import code


def section() -> str:
    """Names, by where they come from."""
    ours = [name for name in registry() if not name.startswith("_")]
    others = sorted(set(PROGRAMS) - set(ours))
    return "\n\n".join([
        "## The machine",
        "The shell's language is bash 5.2, run by bashkit: pipes, substitutions, here-documents, functions, arrays, "
        "job control, history and completion. An unknown command is `command not found`.",
        f"Commands of this project, which know the simulated machine, network and clock: {code(ours)}.",
        f"Further programs, by bashkit: {code(others)}.",
        f"Builtins of the shell: {code(sorted(SHELL_BUILTINS))}.",
    ])  # fmt: skip
