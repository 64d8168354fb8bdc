"""Colours on terminals: titles bold, namespaces cyan, states green, red or yellow.

Follows helm internal/cli/output/color.go, pkg/cli/environment.go: ShouldDisableColor.
"""

from __future__ import annotations

from app.helm.call import Call
from app.helm.releases.model import DEPLOYED, FAILED, PENDING, UNINSTALLING

MODES = ("never", "auto", "always")
_STATES = {DEPLOYED: 32, FAILED: 31, UNINSTALLING: 33, **dict.fromkeys(PENDING, 33)}


def mode_of(call: Call) -> str:
    """never, auto or always, or whatever nonsense was given."""
    for flag in ("color", "colour"):
        if call.flags.changed(flag):
            return call.flags.text(flag)
    env = call.machine.env
    if env.get("NO_COLOR"):
        return "never"
    return env.get("HELM_COLOR") or "auto"


class Palette:
    """Paints texts, or leaves them as they are when `on` is false."""

    def __init__(self, on: bool) -> None:
        self.on = on

    @staticmethod
    def of(call: Call) -> Palette:
        """The colours of one run: on terminals, unless flags or environment say otherwise."""
        mode = mode_of(call)
        return Palette(mode == "always" or (mode == "auto" and call.machine.stdout.isatty))

    def title(self, text: str) -> str:
        """A column's title."""
        return f"\x1b[1m{text}\x1b[22m" if self.on else text

    def namespace(self, text: str) -> str:
        """A namespace."""
        return f"\x1b[36m{text}\x1b[0m" if self.on else text

    def status(self, text: str) -> str:
        """The state of a release."""
        colour = _STATES.get(text)
        return f"\x1b[{colour}m{text}\x1b[0m" if self.on and colour else text
