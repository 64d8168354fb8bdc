"""A terminal as pages see it."""

from __future__ import annotations

from app.labs.views import TerminalView
from app.terminal.terminal import Terminal


def terminal_view(terminal: Terminal) -> TerminalView:
    """A terminal as the page shows it."""
    return TerminalView(
        id=terminal.id,
        mode=terminal.mode,
        busy=terminal.busy,
        echo=terminal.echo,
        prompt="" if terminal.busy else terminal.prompt,
        seq=terminal.seq,
    )
