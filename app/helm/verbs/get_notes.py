"""`helm get notes`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.release_reading import release_of

SHORT = "show the notes of a release"
LONG = "Show what the chart's author has to say about the release."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print the notes."""
    notes = (await release_of(call)).notes
    await call.write(f"NOTES:\n{notes}\n" if notes else "")
