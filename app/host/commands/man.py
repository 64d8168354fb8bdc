"""man: the machine is minimized, as Ubuntu's server images are; it has no manual pages."""

from __future__ import annotations

from app.host.invocation import Invocation

MINIMIZED = (
    "This system has been minimized by removing packages and content that are\n"
    "not required on a system that users do not log into.\n\n"
    "Manual pages are not installed here: use COMMAND --help, `kubectl help` and\n"
    "`kubectl explain` instead.\n"
)


async def main(run: Invocation) -> int:
    """Say so."""
    names = [argument for argument in run.args if not argument.startswith("-") and not argument.isdigit()]
    if "--help" in run.args:
        await run.stdout.write("Usage: man [OPTION...] [SECTION] PAGE...\n")
        return 0
    if unknown := next((argument for argument in run.args if argument.startswith("-") and argument != "-k"), ""):
        await run.stderr.write(f"man: unrecognized option '{unknown}'\nTry 'man --help' for more information.\n")
        return 1
    if not names:
        await run.stderr.write("What manual page do you want?\nFor example, try 'man man'.\n")
        return 1
    await run.stdout.write(MINIMIZED)
    return 0
