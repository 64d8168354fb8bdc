"""`helm list`. Follows helm pkg/cmd/list.go, pkg/action/list.go."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.colours import Palette
from app.helm.errors import HelmError
from app.helm.output import emit, table
from app.helm.releases.model import DEPLOYED, FAILED, PENDING, SUPERSEDED, UNINSTALLED, UNINSTALLING, Release
from app.helm.times import go_format
from app.sim.regular import PatternError, compiled

SHORT = "show the releases"
LONG = """Show the releases of a namespace (-A: of all), each in its newest revision. Flags like --failed and
--uninstalled leave out those in other states; they can be combined."""
ARGS = (0, 0)
HEADER = ("NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION")
_STATES = {
    "deployed": (DEPLOYED,), "failed": (FAILED,), "superseded": (SUPERSEDED,), "uninstalled": (UNINSTALLED,),
    "uninstalling": (UNINSTALLING,), "pending": PENDING,
}  # fmt: skip


async def run(call: Call) -> None:
    """Print the releases."""
    await call.connection.reachable()
    found = await _releases(call)
    if call.flags.on("short"):
        await emit(call, [release.name for release in found], "".join(f"{r.name}\n" for r in found))
        return
    rows = [_row(release, call.flags.text("time-format")) for release in found]
    elements = [dict(zip(("name", "namespace", "revision", "updated", "status", "chart", "app_version"), row,
                         strict=True)) for row in rows]  # fmt: skip
    palette = Palette.of(call)
    painted = [(name, palette.namespace(namespace), number, updated, palette.status(status), *rest)
               for name, namespace, number, updated, status, *rest in rows]  # fmt: skip
    header = tuple(map(palette.title, HEADER))
    shown = painted if call.flags.on("no-headers") else [header, *painted]
    await emit(call, elements, table(shown) if shown else "\n")


async def _releases(call: Call) -> list[Release]:
    flags = call.flags
    states = tuple(state for name, group in _STATES.items() if flags.on(name) for state in group)
    found = await call.storage(everywhere=flags.on("all-namespaces")).query(flags.text("selector"))
    if not flags.on("superseded"):
        newest: dict[tuple[str, str], Release] = {}
        for release in found:
            key = release.namespace, release.name
            if key not in newest or release.revision > newest[key].revision:
                newest[key] = release
        found = list(newest.values())
    if states:
        found = [release for release in found if release.status in states]
    if flags.text("filter"):
        try:
            pattern = compiled(flags.text("filter"))
        except PatternError as wrong:
            raise HelmError(str(wrong)) from None
        found = [release for release in found if pattern.search(release.name)]
    by_date = flags.on("date")
    found.sort(key=lambda r: (r.last_deployed, "") if by_date else (0, r.name), reverse=flags.on("reverse"))
    start, most = flags.number("offset"), flags.number("max")
    return found[start : start + most] if most else found[start:]


def _row(release: Release, layout: str) -> tuple[str, ...]:
    updated = "-"
    if release.last_deployed:
        updated = go_format(0, layout or "2006-01-02 15:04:05.999999999 -0700 MST", release.last_deployed)
    return (release.name, release.namespace, str(release.revision), updated, release.status, release.chart_name,
            release.app_version)  # fmt: skip
