"""`helm get manifest`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.release_reading import release_of

SHORT = "show the manifests of a release"
LONG = "Show what was sent to the cluster for a release. Hooks are not part of it."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print the manifest."""
    await call.write((await release_of(call)).manifest + "\n")
