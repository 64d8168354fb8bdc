"""tput: what makes the terminal do something, by terminfo's names."""

from __future__ import annotations

from app.host.invocation import Invocation

CAPABILITIES = {
    "clear": "\x1b[H\x1b[2J\x1b[3J", "bold": "\x1b[1m", "dim": "\x1b[2m", "sitm": "\x1b[3m", "ritm": "\x1b[23m",
    "smul": "\x1b[4m", "rmul": "\x1b[24m", "rev": "\x1b[7m", "smso": "\x1b[7m", "rmso": "\x1b[27m", "blink": "\x1b[5m",
    "invis": "\x1b[8m", "sgr0": "\x1b(B\x1b[m", "op": "\x1b[39;49m", "el": "\x1b[K", "el1": "\x1b[1K", "ed": "\x1b[J",
    "home": "\x1b[H", "civis": "\x1b[?25l", "cnorm": "\x1b[?12l\x1b[?25h", "cvvis": "\x1b[?12;25h", "bel": "\a",
    "sc": "\x1b7", "rc": "\x1b8", "smcup": "\x1b[?1049h\x1b[22;0;0t", "rmcup": "\x1b[?1049l\x1b[23;0;0t",
    "cuu1": "\x1b[A", "cud1": "\n", "cub1": "\b", "cuf1": "\x1b[C", "cr": "\r", "ind": "\n",
    "reset": "\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>", "init": "\x1b[!p\x1b[?3;4l\x1b[4l\x1b>",
}  # fmt: skip
NUMBERS = {"colors": 256, "it": 8, "pairs": 65536}


async def main(run: Invocation) -> int:
    """Print one capability."""
    if "--help" in run.args:
        await run.stdout.write("Usage: tput [options] [command]\n")
        return 0
    names = [argument for argument in run.args if argument != "-S"]
    if names[:1] == ["-T"]:
        names = names[2:]
    if not names:
        await run.stderr.write("Usage: tput [options] [command]\n")
        return 2
    name, numbers = names[0], [int(text) for text in names[1:] if text.isdecimal()]
    size = (run.terminal.rows, run.terminal.columns) if run.terminal is not None else (24, 80)
    counted = {**NUMBERS, "lines": size[0], "cols": size[1]}
    if name in counted:
        await run.stdout.write(f"{counted[name]}\n")
    elif name == "longname":
        await run.stdout.write("xterm with 256 colors")
    elif name in CAPABILITIES:
        await run.stdout.write(CAPABILITIES[name])
    elif (text := _with_numbers(name, numbers)) is not None:
        await run.stdout.write(text)
    else:
        await run.stderr.write(f"tput: unknown terminfo capability '{name}'\n")
        return 4
    return 0


def _with_numbers(name: str, numbers: list[int]) -> str | None:
    """Colours, the cursor's place and its moves."""
    first, second = [*numbers, 0, 0][:2]
    if name in ("setaf", "setab"):
        base = 30 if name == "setaf" else 40
        if first < 8:
            return f"\x1b[{base + first}m"
        return f"\x1b[{base + 52 + first}m" if first < 16 else f"\x1b[{base + 8};5;{first}m"
    if name == "cup":
        return f"\x1b[{first + 1};{second + 1}H"
    letter = {"cuu": "A", "cud": "B", "cuf": "C", "cub": "D", "ech": "X", "dl": "M", "il": "L", "dch": "P"}.get(name)
    return f"\x1b[{first}{letter}" if letter else None
