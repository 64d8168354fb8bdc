"""`kubectl __complete`: what the scripts of `kubectl completion` ask."""

from __future__ import annotations

from app.kubectl.call import Call

PATH, USAGE = "__complete", "kubectl __complete [command-line]"
SHORT = "Print completions, one a line"
HIDDEN = True
RAW = True


async def run(call: Call) -> None:
    """Print candidates and the directive (no file names)."""
    from app.kubectl.program import complete  # noqa: PLC0415 - the program imports every verb

    found = await complete(["kubectl", *call.machine.argv[2:]], call.machine, call.release)
    await call.write("".join(f"{word}\n" for word in found) + ":4\n")
    await call.complain("Completion ended with directive: ShellCompDirectiveNoFileComp")
