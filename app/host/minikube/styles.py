"""How minikube speaks: a sign before each message, plain ones where no terminal shows colours.

Follows minikube pkg/minikube/{style,out}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.host.invocation import Invocation

BULLET, INDENT, OPTION, WARN, WRONG = "* ", "  ", "  - ", "! ", "X "
SIGNS = {  # name -> (sign, what stands for it elsewhere)
    "happy": ("😄  ", BULLET), "sparkle": ("✨  ", BULLET), "notice": ("📌  ", BULLET), "thumbs up": ("👍  ", BULLET),
    "pulling": ("🚜  ", BULLET), "download": ("💾  ", BULLET), "fire": ("🔥  ", BULLET), "docker": ("🐳  ", BULLET),
    "containerd": ("📦  ", BULLET), "crio": ("🎁  ", BULLET), "cni": ("🔗  ", BULLET), "health": ("🔎  ", BULLET),
    "option": ("    ▪ ", OPTION), "addon": ("🌟  ", BULLET), "ready": ("🏄  ", BULLET), "running": ("🏃  ", BULLET),
    "restarting": ("🔄  ", BULLET), "stopping": ("✋  ", BULLET), "stopped": ("🛑  ", BULLET),
    "deleted": ("💀  ", BULLET), "meh": ("🙄  ", WARN), "shrug": ("🤷  ", BULLET), "workaround": ("👉  ", INDENT),
    "url": ("👉  ", INDENT), "failure": ("❌  ", WRONG), "warning": ("❗  ", WARN), "tip": ("💡  ", BULLET),
    "disabled": ("🌑  ", BULLET), "celebrate": ("🎉  ", BULLET), "sad": ("😿  ", BULLET), "pause": ("⏸️  ", BULLET),
    "unpause": ("⏯️  ", BULLET), "internet": ("🌐  ", BULLET), "enabling": ("🔌  ", BULLET),
    "verifying": ("🤔  ", BULLET), "launch": ("🚀  ", BULLET), "success": ("✅  ", BULLET), "none": ("🤹  ", BULLET),
    "provisioner": ("ℹ️  ", BULLET), "thumbs down": ("👎  ", BULLET), "dry run": ("🌵  ", BULLET),
    "no entry": ("⛔  ", WRONG), "": ("", ""),
}  # fmt: skip


class Exit(Exception):  # noqa: N818 - a way out
    """minikube ends with this status; everything is said."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def _coloured(run: Invocation, *, errors: bool) -> bool:
    """Follows out.go: wantsColor."""
    told = run.env.get("MINIKUBE_IN_STYLE", "").lower()
    if told in ("true", "1", "false", "0"):
        return told in ("true", "1")
    stream = run.stderr if errors else run.stdout
    return stream.isatty and "color" in run.env.get("TERM", "") + run.env.get("COLORTERM", "")


async def say(run: Invocation, sign: str, text: str) -> None:
    """A message on standard output."""
    await run.stdout.write(SIGNS[sign][not _coloured(run, errors=False)] + text + "\n")


async def complain(run: Invocation, sign: str, text: str) -> None:
    """A message on standard error."""
    await run.stderr.write(SIGNS[sign][not _coloured(run, errors=True)] + text + "\n")


async def leave(run: Invocation, code: str, text: str, status: int, advice: str = "") -> Exit:
    """The last words of a failure; raise what comes back. Follows pkg/minikube/exit and out.go: Error."""
    await run.stderr.write("\n")
    await complain(run, "failure", f"Exiting due to {code}: {text}")
    if advice:
        await complain(run, "tip", f"Suggestion: {advice}")
    await run.stderr.write("\n" if advice else "")
    return Exit(status)


def table(header: list[str], rows: list[list[str]]) -> str:
    """A table in boxes; cells may have several lines. Follows olekukonko/tablewriter 1.0."""
    cells = [[cell.split("\n") for cell in row] for row in rows]
    widths = [
        max([_width(title)] + [_width(line) for row in cells for line in row[at]]) for at, title in enumerate(header)
    ]

    def rule(left: str, middle: str, right: str) -> str:
        return left + middle.join("─" * (width + 2) for width in widths) + right + "\n"

    text = rule("┌", "┬", "┐")
    titles = (_centred(title, width) for title, width in zip(header, widths, strict=True))
    text += "│" + "│".join(f" {title} " for title in titles) + "│\n" + rule("├", "┼", "┤")
    for row in cells:
        for line in range(max(map(len, row))):
            shown = (cell[line] if line < len(cell) else "" for cell in row)
            parts = (f" {one}{' ' * (width - _width(one))} " for one, width in zip(shown, widths, strict=True))
            text += "│" + "│".join(parts) + "│\n"
    return text + rule("└", "┴", "┘")


def _width(text: str) -> int:
    return len(text) + text.count("✅")


def _centred(text: str, width: int) -> str:
    left = (width - len(text)) // 2
    return " " * left + text + " " * (width - len(text) - left)
