"""What a host's programs see of the terminal they run in; `app.terminal` supplies it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from app.host.streams import Queue

if TYPE_CHECKING:
    from app.host.bash.shell import Shell


class TerminalDevice(Protocol):
    """A terminal tab, from inside."""

    @property
    def id(self) -> str:
        """Its name, `1` for the first."""

    @property
    def rows(self) -> int:
        """Its height in characters."""

    @property
    def columns(self) -> int:
        """Its width in characters."""

    @property
    def input(self) -> Queue:
        """Typed lines, or in raw mode keys."""

    @property
    def echo(self) -> bool:
        """Whether what is typed is shown."""

    def set_echo(self, on: bool) -> None:
        """`stty echo` and `stty -echo`."""

    def resize(self, rows: int, columns: int) -> None:
        """`stty rows` and `stty cols`: another size, until the window changes."""

    def keys(self) -> AbstractContextManager[Queue]:
        """Raw mode: while entered, every key comes at once and nothing is echoed."""

    async def write(self, data: bytes) -> None:
        """Show."""

    def show(self, data: bytes) -> None:
        """Show at once."""

    async def nested(self, shell: Shell) -> int:
        """Give the prompt to another interactive shell until it exits; its status."""

    def joined(self, session: object, shown: Callable[[bytes], None]) -> AbstractContextManager[None]:
        """Be the terminal of a session on another machine while inside; `shown` is told what it shows."""

    def history_lines(self) -> list[str]:
        """The lines typed so far, oldest first."""

    def clear_history(self) -> None:
        """`history -c`."""
