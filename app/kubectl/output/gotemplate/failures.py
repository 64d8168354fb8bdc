"""What goes wrong while a template is executed."""

from __future__ import annotations


class ExecutionError(Exception):
    """A template that fails on its data; the message is Go's. `printed` is what it wrote before that.

    `cause` is what a function that it called failed with.
    """

    def __init__(self, message: str, printed: str, cause: BaseException | None = None) -> None:
        super().__init__(message)
        self.printed = printed
        self.cause = cause


class Failure(Exception):  # noqa: N818 - becomes an ExecutionError once its place is known
    """What went wrong, without its place; `cause` is the error of a function that was called."""

    def __init__(self, message: str, cause: BaseException | None = None) -> None:
        super().__init__(message)
        self.cause = cause
