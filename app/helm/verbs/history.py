"""`helm history`. Follows helm pkg/cmd/history.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.output import emit, table
from app.helm.times import ansic, rfc3339

SHORT = "show the revisions of a release"
LONG = "Show what a release has been through: every revision that is kept, the newest last."
ARGS = (1, 1)
HEADER = ("REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION")


async def run(call: Call) -> None:
    """Print the revisions."""
    await call.connection.reachable()
    history = await call.storage().history(call.args[0])
    most = call.flags.number("max")
    history = history[-most:] if most else []
    rows = [
        (str(r.revision), ansic(r.last_deployed), r.status, r.chart_name, r.app_version, r.description) for r in history
    ]
    elements = [
        {
            "revision": r.revision, "updated": rfc3339(r.last_deployed), "status": r.status, "chart": r.chart_name,
            "app_version": r.app_version, "description": r.description,
        }
        for r in history
    ]  # fmt: skip
    await emit(call, elements, table([HEADER, *rows]))
