"""`helm dependency list`. Follows helm pkg/action/dependency.go."""

from __future__ import annotations

from typing import Any

from app.helm import semver
from app.helm.call import Call
from app.helm.charts import archive, loading
from app.helm.charts.model import Chart
from app.helm.errors import HelmError
from app.helm.output import table

SHORT = "show the dependencies of a chart"
LONG = "Show what a chart's Chart.yaml asks for, and whether it is in charts/."
ARGS = (0, 1)
HEADER = ("NAME", "VERSION", "REPOSITORY", "STATUS")


async def run(call: Call) -> None:
    """Print the dependencies."""
    path = (call.args or ["."])[0].rstrip("/") or "/"
    chart = loading.load(call.machine, path)
    declared: list[dict[str, Any]] = chart.metadata.get("dependencies") or []
    if not declared:
        await call.write(f"WARNING: no dependencies at {'charts' if path == '.' else path + '/charts'}\n")
        return
    rows = [
        (str(d.get("name")), str(d.get("version") or ""), str(d.get("repository") or ""), _state(call, path, d, chart))
        for d in declared
    ]
    await call.write(table([HEADER, *rows], call.flags.number("max-col-width")) + "\n")
    for name in _strangers(call, path, declared):
        await call.complain(f'WARNING: "{name}" is not in Chart.yaml.')


def _state(call: Call, path: str, dependency: dict[str, Any], chart: Chart) -> str:
    name, wanted = str(dependency.get("name")), str(dependency.get("version") or "")
    archives = [n for n in _archives(call, path) if n.startswith(f"{name}-")]
    for archive_name in archives:
        found = _loaded(call, f"{path}/charts/{archive_name}")
        if found is None:
            return "corrupt"
        if found.name == name:
            return _compared(wanted, str(found.metadata["version"]))
    folder = next((child for child in chart.dependencies if child.name == name), None)
    if folder is None:
        return "missing"
    state = _compared(wanted, str(folder.metadata["version"]))
    return "unpacked" if state == "ok" else state


def _compared(wanted: str, version: str) -> str:
    try:
        fits = semver.constraint(wanted or "*").allows(semver.parse(version))
    except semver.VersionError:
        return "invalid version"
    return "ok" if fits else "wrong version"


def _archives(call: Call, path: str) -> list[str]:
    folder = f"{path}/charts"
    if call.machine.kind_of(folder) != "directory":
        return []
    return [name for name in call.machine.list_directory(folder) if name.endswith(".tgz")]


def _loaded(call: Call, path: str) -> Chart | None:
    try:
        return loading.from_files(archive.unpack(call.machine.read_file(path)))
    except HelmError:
        return None


def _strangers(call: Call, path: str, declared: list[dict[str, Any]]) -> list[str]:
    names = {str(d.get("name")) for d in declared}
    found = []
    for name in _archives(call, path):
        chart = _loaded(call, f"{path}/charts/{name}")
        if chart is not None and chart.name not in names:
            found.append(f"{path}/charts/{name}")
    return found
