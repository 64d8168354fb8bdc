"""`helm get all`. Follows helm pkg/cmd/get_all.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.colours import Palette
from app.helm.errors import HelmError
from app.helm.output import emit
from app.helm.release_reading import release_of
from app.helm.release_template import filled
from app.helm.release_text import release_json, status_text

SHORT = "show all about a release"
LONG = "Show the values, hooks, manifests and notes of a release one after the other."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print everything, or what --template makes of it."""
    release = await release_of(call)
    template = call.flags.text("template")
    if template:
        if call.flags.text("output") != "table":
            raise HelmError("--template and --output are mutually exclusive")
        await call.write(filled(template, release))
        return
    await emit(call, release_json(release), status_text(release, palette=Palette.of(call), metadata=True, debug=True))
