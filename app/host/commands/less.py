"""less and more: show a file or a pipe page by page."""

from __future__ import annotations

from app.host.editor import full_screen
from app.host.invocation import Invocation

NAMES = ("less", "more", "pager")


async def main(run: Invocation) -> int:
    """Show; into a pipe or a file, just copy."""
    if "--help" in run.args:
        await run.stdout.write(f"Usage: {run.name} [file ...]\n")
        return 0
    options = [argument for argument in run.args if argument.startswith("-") and argument != "-"]
    unknown = next((argument for argument in options if argument.strip("-RSFXNeirn+0123456789")), "")
    if unknown:
        await run.stderr.write(f'There is no {unknown.lstrip("-")} option ("less --help" for help)\n')
        return 1
    names = [argument for argument in run.args if not argument.startswith("-") or argument == "-"]
    if not names and run.stdin.isatty:
        await run.stderr.write(f'Missing filename ("{run.name} --help" for help)\n')
        return 1
    data, status = b"", 0
    for name in names or ["-"]:
        try:
            data += await run.stdin.read() if name == "-" else run.read_file(name)
        except OSError as error:
            what = f"{name} is a directory" if error.strerror == "Is a directory" else f"{name}: {error.strerror}"
            await run.stderr.write(what + "\n")
            status = 1
    if not data:
        return status
    if run.terminal is None or not run.stdout.isatty:
        await run.stdout.write(data)
        return status
    return await full_screen(run, "less", "/tmp/standard-input" if not names else run.path(names[0]), data, save=False)
