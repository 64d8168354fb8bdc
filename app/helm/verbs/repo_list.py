"""`helm repo list`. Follows helm pkg/cmd/repo_list.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.output import emit, table
from app.helm.repositories import configuration

SHORT = "show the repositories"
LONG = "Show the repositories that you have added."
ARGS = (0, 0)


async def run(call: Call) -> None:
    """Print names and URLs."""
    entries = configuration.read(call).entries
    if not entries and call.flags.text("output") == "table":
        await call.complain("no repositories to show")
        return
    rows = [(str(entry["name"]), str(entry["url"])) for entry in entries]
    shown = rows if call.flags.on("no-headers") else [("NAME", "URL"), *rows]
    await emit(call, [{"name": name, "url": url} for name, url in rows], table(shown))
