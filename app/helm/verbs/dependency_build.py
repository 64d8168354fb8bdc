"""`helm dependency build`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.locating import UNSUPPORTED
from app.helm.repositories import dependencies

SHORT = "fetch the dependencies that Chart.lock names"
LONG = "Fetch what Chart.lock names into charts/; without a lock, this is an update."
ARGS = (0, 1)


async def run(call: Call) -> None:
    """Fill charts/."""
    call.refuse(*(flag for flag in UNSUPPORTED if flag in call.flags))
    path = (call.args or ["."])[0].rstrip("/") or "/"
    await dependencies.build(call, path, refresh=not call.flags.on("skip-refresh"))
