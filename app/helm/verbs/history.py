"""`helm history`. Follows helm pkg/cmd/history.go."""

from __future__ import annotations

from typing import Any

from app.helm.call import Call
from app.helm.output import emit, table
from app.helm.releases.model import Release
from app.helm.times import ansic, rfc3339

SHORT = "show the revisions of a release"
LONG = "Show what a release has been through: every revision that is kept, the newest last."
ARGS = (1, 1)
HEADER = ("REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "ROLLBACK", "DESCRIPTION")
_ROLLBACK = 5


async def run(call: Call) -> None:
    """Print the revisions."""
    await call.connection.reachable()
    history = await call.storage().history(call.args[0])
    most = call.flags.number("max")
    history = history[-most:] if most else []
    rows = [HEADER, *map(_row, history)]
    if not call.flags.on("show-rollback-revision"):
        rows = [(*row[:_ROLLBACK], *row[_ROLLBACK + 1 :]) for row in rows]
    await emit(call, [_element(release) for release in history], table(rows))


def _row(r: Release) -> tuple[str, ...]:
    back = str(r.rollback_revision) if r.rollback_revision else ""
    return (
        str(r.revision), ansic(r.last_deployed), r.status, r.chart_name, r.app_version, back, r.description,
    )  # fmt: skip


def _element(r: Release) -> dict[str, Any]:
    found: dict[str, Any] = {
        "revision": r.revision, "updated": rfc3339(r.last_deployed), "status": r.status, "chart": r.chart_name,
        "app_version": r.app_version,
    }  # fmt: skip
    if r.rollback_revision:
        found["rollback_revision"] = r.rollback_revision
    return {**found, "description": r.description}
