"""The power switch of a machine that commands can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.host.host import Host


class Power(Protocol):
    """What `reboot` and `shutdown` act on. The lab injects it as `host.node.power`."""

    @property
    def on(self) -> bool:
        """Whether the machine runs."""

    def go_down(self, seconds: float, *, again: bool) -> None:
        """Go down after so many seconds; `again` to come back then."""

    def cancel(self) -> None:
        """Stay up, if it was to go down later."""


def switch_of(host: Host) -> Power | None:
    """A machine's switch; None where commands reach none."""
    return host.node.power if host.node is not None else None


def is_off(host: Host) -> bool:
    """Whether a machine is known to be down."""
    switch = switch_of(host)
    return switch is not None and not switch.on
