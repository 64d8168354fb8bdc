"""`helm show values`. Follows helm pkg/action/show.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.chart_text import values_text
from app.helm.locating import locate

SHORT = "show the default values of a chart"
LONG = "Show values.yaml of a chart."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print it."""
    chart = await locate(call, call.args[0])
    await call.write(values_text(chart, call.flags.text("jsonpath")))
