"""`helm search hub`. Follows helm pkg/cmd/search_hub.go."""

from __future__ import annotations

import contextlib

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.fetching import download

SHORT = "look for charts in the Artifact Hub"
LONG = "Ask a hub of charts for a word."


async def run(call: Call) -> None:
    """Ask the hub; it is out of reach on these machines."""
    endpoint = call.flags.text("endpoint")
    with contextlib.suppress(HelmError):
        await download(call.machine, f"{endpoint}/api/chartsvc/v1/charts/search?q={'+'.join(call.args)}")
    raise HelmError(f'unable to perform search against "{endpoint}"')
