"""A terminal whose keys and screen belong to a session on another machine for a while, as `kubectl exec -it` has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.terminal.scrollback import Chunk
    from app.terminal.view import View


@dataclass(frozen=True)
class Session:
    """The far end's terminal, and the last chunk of it that is not shown any more."""

    terminal: View
    since: int = 0


def join(near: View, far: View, since: int, shown: Callable[[bytes], None]) -> Callable[[], None]:
    """Show what `far` shows from now on, and hand it what is typed; returns what ends that.

    Lines typed ahead go along, and those that nobody took come back. Whoever listens to `near` hears of `far`.
    """
    near._far = far
    far.resize(near.rows, near.columns)
    far._typed.waiting.extend(near._typed.waiting)
    near._typed.waiting.clear()

    def show(chunk: Chunk) -> None:
        near._screen.write(chunk.data)
        shown(chunk.data)

    for earlier in far.since(since) or ():
        show(earlier)
    silence = far.subscribe(show)
    own, far._listeners = far._listeners, near._listeners

    def cancel() -> None:
        silence()
        far._listeners = own
        near._far = None
        near._typed.waiting.extendleft(reversed(far._typed.waiting))
        far._typed.waiting.clear()
        near._told()

    near._told()
    return cancel
