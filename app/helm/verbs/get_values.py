"""`helm get values`. Follows helm pkg/cmd/get_values.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.charts.coalesce import coalesced
from app.helm.output import emit, sorted_maps
from app.helm.release_reading import release_of
from app.helm.yaml_values import write_yaml

SHORT = "show the values of a release"
LONG = "Show the values that were given to a release; with --all, those of its chart as well."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print the values."""
    release = await release_of(call)
    everything = call.flags.on("all")
    values = coalesced(release.chart, release.config or {}) if everything else release.config
    title = "COMPUTED VALUES:" if everything else "USER-SUPPLIED VALUES:"
    await emit(call, sorted_maps(values), f"{title}\n{write_yaml(values)}")
