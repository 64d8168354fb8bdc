"""`helm show crds`. Follows helm pkg/action/show.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.chart_text import crds_text
from app.helm.locating import locate

SHORT = "show the custom resources of a chart"
LONG = "Show what lies in the crds folder of a chart."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print it."""
    chart = await locate(call, call.args[0])
    await call.write(crds_text(chart))
