"""A client of the wire that hears in order, and before the answer to a call, what came before it."""

from __future__ import annotations

from typing import Any

import socketio


class InOrder(socketio.Client):  # type: ignore[misc]
    """The library starts a thread for each message, which mixes them up: here they are handled as they come."""

    def __init__(self) -> None:
        super().__init__(reconnection=False, handle_sigint=False)
        trigger = self.eio._trigger_event

        def inline(event: str, *args: Any, **options: Any) -> Any:
            return trigger(event, *args, **{**options, "run_async": False})

        self.eio._trigger_event = inline
