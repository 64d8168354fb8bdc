"""What goes wrong while printing."""

from __future__ import annotations


class OutputError(Exception):
    """A format that is refused or an object that cannot be printed in it.

    The message is what kubectl prints to standard error after `error: `. `printed` is what had already gone to standard
    output by then.
    """

    def __init__(self, message: str, printed: str = "") -> None:
        super().__init__(message)
        self.printed = printed
