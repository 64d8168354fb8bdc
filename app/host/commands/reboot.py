"""reboot, poweroff, halt, shutdown: the machine goes down, and perhaps comes back.

Follows systemd src/systemctl/{systemctl-compat-halt,systemctl-compat-shutdown,systemctl-logind}.c. A learner's own
machine cannot be switched off (differs: its terminals are the lab's), and nobody is told by wall (differs).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.power import switch_of

NAMES = ("reboot", "poweroff", "halt", "shutdown")
_HALT = (
    Option("", "halt", "", "Halt the machine"), Option("p", "poweroff", "", "Switch off the machine"),
    Option("", "reboot", "", "Reboot the machine"),
    Option("f", "force", "", "Force immediate halt/power-off/reboot"),
    Option("w", "wtmp-only", "", "Don't halt/power-off/reboot, just write wtmp record"),
    Option("d", "no-wtmp", "", "Don't write wtmp record"),
    Option("", "no-wall", "", "Don't send wall message before halt/power-off/reboot"),
)  # fmt: skip
USAGES = {
    "reboot": Usage("reboot [OPTIONS...]", "Reboot the system.", _HALT),
    "poweroff": Usage("poweroff [OPTIONS...]", "Power off the system.", _HALT),
    "halt": Usage("halt [OPTIONS...]", "Halt the system.", _HALT),
    "shutdown": Usage("shutdown [OPTIONS...] [TIME] [WALL...]", "Shut down the system.", (
        Option("H", "halt", "", "Halt the machine"), Option("P", "poweroff", "", "Power-off the machine"),
        Option("r", "reboot", "", "Reboot the machine"), Option("h", "", "", "Equivalent to --poweroff"),
        Option("k", "", "", "Don't halt/power-off/reboot, just send warnings"),
        Option("", "no-wall", "", "Don't send wall message before halt/power-off/reboot"),
        Option("c", "", "", "Cancel a pending shutdown"))),
}  # fmt: skip
CLOCK = re.compile(r"(\d{1,2}):(\d{2})$")
MINUTE = 60


async def main(run: Invocation) -> int:
    """Go down now, or at a time."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    power = switch_of(run.host)
    if power is None:
        return await run.fail("not simulated: this machine cannot be switched off from inside")
    if "c" in options:
        power.cancel()
        return 0
    if "k" in options or "wtmp-only" in options:
        return 0
    again = "reboot" in options or (run.name == "reboot" and "halt" not in options and "poweroff" not in options)
    if run.name != "shutdown":
        power.go_down(0.0, again=again)
        return 0
    when = _moment(options.operands[0] if options.operands else "+1", run.now())
    if when is None:
        await run.stderr.write(f"Failed to parse time specification: {options.operands[0]}\n")
        return 1
    power.go_down(when - run.now(), again=again)
    if when > run.now():
        shown = datetime.fromtimestamp(when, UTC)
        what = "Reboot" if again else "Shutdown"
        await run.stderr.write(f"{what} scheduled for {shown:%a %Y-%m-%d %H:%M:%S UTC}, use 'shutdown -c' to cancel.\n")
    return 0


def _moment(text: str, now: float) -> float | None:
    """`now`, `+5` (minutes) or `hh:mm`, in seconds since 1970; None for anything else."""
    if text in ("now", "+0"):
        return now
    if text.startswith("+") and text[1:].isdigit():
        return now + int(text[1:]) * MINUTE
    if (found := CLOCK.match(text)) is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    today = datetime.fromtimestamp(now, UTC)
    then = today.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return (then if then > today else then + timedelta(days=1)).timestamp()
