"""What a signal does to kubectl while it follows something.

Follows kubernetes kubectl/pkg/util/interrupt/interrupt.go and kubectl/pkg/cmd/portforward/portforward.go.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from app.kubectl.call import Call

HUP, INT, QUIT, TERM = 1, 2, 3, 15
FAILING = {HUP: 1, INT: 1, QUIT: 1, TERM: 1}
STOPPING = {INT: 0}


def failing(call: Call) -> AbstractContextManager[None]:
    """Inside, the signals that end programs are caught: kubectl exits with 1."""
    return call.machine.exiting(FAILING)


def stopping(call: Call) -> AbstractContextManager[None]:
    """Inside, Ctrl-C is how one ends it: kubectl exits with 0."""
    return call.machine.exiting(STOPPING)
