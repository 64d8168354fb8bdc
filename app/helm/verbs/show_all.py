"""`helm show all`. Follows helm pkg/action/show.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.chart_text import all_text
from app.helm.locating import locate

SHORT = "show all of a chart"
LONG = "Show Chart.yaml, values, README and custom resources of a chart."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print it."""
    chart = await locate(call, call.args[0])
    await call.write(all_text(chart))
