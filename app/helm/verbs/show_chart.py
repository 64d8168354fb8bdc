"""`helm show chart`. Follows helm pkg/action/show.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.chart_text import chart_text
from app.helm.locating import locate

SHORT = "show Chart.yaml of a chart"
LONG = "Show what a chart says about itself."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print it."""
    chart = await locate(call, call.args[0])
    await call.write(f"{chart_text(chart)}\n")
