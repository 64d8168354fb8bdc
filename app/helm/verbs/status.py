"""`helm status`. Follows helm pkg/cmd/status.go, pkg/action/status.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.colours import Palette
from app.helm.output import emit
from app.helm.release_objects import objects_of, tables_of
from app.helm.release_text import release_json, status_text

SHORT = "show how a release is doing"
LONG = "Show a release: when it was deployed, its state, the objects that it consists of, its tests and notes."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Print the release and its objects."""
    await call.connection.reachable()
    storage, revision = call.storage(), call.flags.number("revision")
    release = await (storage.get(call.args[0], revision) if revision > 0 else storage.last(call.args[0]))
    if call.flags.text("output") == "table":
        await call.write(status_text(release, palette=Palette.of(call), resources=await tables_of(call, release)))
        return
    await emit(call, release_json(release, chart=False, resources=await objects_of(call, release)), "")
