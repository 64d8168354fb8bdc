"""vi, vim, nano and their like: edit a file on the whole screen."""

from __future__ import annotations

from app.host.editor import full_screen
from app.host.invocation import Invocation

NAMES = ("vi", "vim", "vim.tiny", "view", "nano", "editor", "pico")


async def main(run: Invocation) -> int:
    """Edit."""
    program = "nano" if run.name in ("nano", "pico") else "vi"
    if "--help" in run.args or "--version" in run.args:
        what = "GNU nano, version 7.2" if program == "nano" else "VIM - Vi IMproved 9.1 (2024 Jan 02)"
        await run.stdout.write(f"{what}\n" + (f"Usage: {run.name} [file]\n" if "--help" in run.args else ""))
        return 0
    names = [argument for argument in run.args if not argument.startswith(("-", "+"))]
    options = [
        argument for argument in run.args if argument.startswith("-") and argument not in ("-", "-R", "-l", "-w")
    ]
    if options:
        return await run.fail(f"unrecognized option: {options[0]} (this editor takes a file and nothing else)")
    if run.terminal is None:
        if program == "nano":
            return await run.fail("Standard input is not a terminal" if not run.stdin.isatty else "No terminal")
        await run.stderr.write(
            "Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\n"
        )
        return 1
    if len(names) > 1:
        return await run.fail("one file at a time")
    path = run.files.real(run.path(names[0])) if names else run.path("unnamed.txt")
    kind = run.kind_of(path)
    if kind == "directory":
        text = f"{names[0]} is a directory" if program == "nano" else f'"{names[0]}" is a directory'
        return await run.fail(text)
    save = run.name != "view" and "-R" not in run.args
    data = run.files.read_file(path) if kind == "file" else None
    return await full_screen(run, program, path, data, save=save)
