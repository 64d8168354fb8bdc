"""`helm dependency update`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.locating import UNSUPPORTED
from app.helm.repositories import dependencies

SHORT = "fetch the dependencies of a chart"
LONG = "Fetch what Chart.yaml asks for into charts/, and note the versions in Chart.lock."
ARGS = (0, 1)


async def run(call: Call) -> None:
    """Fill charts/."""
    call.refuse(*(flag for flag in UNSUPPORTED if flag in call.flags))
    path = (call.args or ["."])[0].rstrip("/") or "/"
    await dependencies.update(call, path, refresh=not call.flags.on("skip-refresh"))
