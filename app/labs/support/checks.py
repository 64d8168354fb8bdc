"""The kinds of checks that lessons can have."""

from __future__ import annotations

from app.labs.support.markdown import code, table
from app.lessons.checks import kinds


def section() -> str:
    """A row for each kind of check."""
    rows = [(f"`{kind.name}:`", kind.help, code(field.name for field in kind.fields)) for kind in kinds().values()]
    return "\n\n".join(["## Checks of lessons", table(("check", "what it looks at", "with"), rows)])
