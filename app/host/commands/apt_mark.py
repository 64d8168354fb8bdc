"""apt-mark: packages that upgrades leave alone. Follows apt's cmdline/apt-mark.cc."""

from __future__ import annotations

from dataclasses import replace

from app.host.invocation import Invocation
from app.host.packages import installed

NAMES = ("apt-mark",)
USAGE = "Usage: apt-mark [options] {hold|unhold|showhold} [pkg1 pkg2 ...]\n"


async def main(run: Invocation) -> int:
    """Hold, let go, or list."""
    words = [argument for argument in run.args if not argument.startswith("-")]
    if wrong := next((one for one in run.args if one.startswith("-") and one not in ("--help", "-q", "-qq")), ""):
        text = f"Command line option {wrong} is not understood in combination with the other options"
        await run.stderr.write(f"E: {text}\n")
        return 100
    if not words or "--help" in run.args:
        await run.stdout.write(USAGE)
        return 0
    verb, *names = words
    have = installed.read(run.files)
    if verb == "showhold":
        await run.stdout.write("".join(f"{name}\n" for name, one in have.items() if one.held))
        return 0
    if verb not in ("hold", "unhold"):
        await run.stderr.write(f"E: Invalid operation {verb}\n")
        return 100
    if missing := [name for name in names if name not in have]:
        await run.stderr.write("".join(f"E: Unable to locate package {name}\n" for name in missing))
        await run.stderr.write("E: No packages found\n" if len(missing) == len(names) else "")
        return 100
    hold = verb == "hold"
    for name in names:
        if have[name].held == hold:
            text = f"{name} was already set on hold.\n" if hold else f"{name} was already not on hold.\n"
        else:
            text = f"{name} set on hold.\n" if hold else f"Canceled hold on {name}.\n"
            have[name] = replace(have[name], held=hold)
        await run.stdout.write(text)
    installed.write(run.files, have)
    return 0
