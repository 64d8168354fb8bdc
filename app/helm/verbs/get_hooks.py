"""`helm get hooks`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.release_reading import release_of
from app.helm.release_text import hooks_text

SHORT = "show the hooks of a release"
LONG = "Show the manifests of the hooks of a release."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print the hooks."""
    await call.write(hooks_text(await release_of(call)))
