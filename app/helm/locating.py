"""Where the chart of a command line is: a path, an archive, a URL, a name in a repository.

Follows helm pkg/action/install.go: LocateChart, pkg/downloader/chart_downloader.go.
"""

from __future__ import annotations

import posixpath

from app.helm.call import Call
from app.helm.charts import archive, loading
from app.helm.charts.dependencies import check_present
from app.helm.charts.model import Chart
from app.helm.errors import HelmError
from app.helm.fetching import download
from app.helm.repositories import charts as repository_charts

UNSUPPORTED = ("verify", "cert-file", "key-file", "ca-file", "username", "password", "pass-credentials")


async def locate(call: Call, name: str) -> Chart:
    """The chart that is meant; HelmError."""
    call.refuse(*(flag for flag in UNSUPPORTED if flag in call.flags))
    name = name.strip()
    machine = call.machine
    if not call.flags.text("repo") and machine.kind_of(name):
        full = posixpath.normpath(posixpath.join(machine.cwd, name))
        if machine.kind_of(full) == "directory" and not machine.kind_of(f"{full}/Chart.yaml"):
            detected = f"{full}/Chart.yaml"
            raise HelmError(f"unable to detect chart at {detected}: open {detected}: no such file or directory")
        return loading.load(machine, full)
    if not call.flags.text("repo") and name.startswith(("/", ".")):
        raise HelmError(f'path "{name}" not found')
    data = await fetch(call, name)
    return loading.from_files(archive.unpack(data))


async def fetch(call: Call, name: str) -> bytes:
    """The archive of a chart that is not on this machine; HelmError."""
    version = call.flags.text("version") or (">0.0.0-0" if call.flags.on("devel") else "")
    if name.startswith("oci://"):
        return await _from_registry(call, name)
    if repo := call.flags.text("repo"):
        return await repository_charts.from_url(call, repo, name, version)
    if name.startswith(("http://", "https://")):
        return await download(call.machine, name)
    return await repository_charts.from_reference(call, name, version)


async def _from_registry(call: Call, name: str) -> bytes:
    host, _, path = name.removeprefix("oci://").partition("/")
    try:
        await download(call.machine, f"https://{host}/v2/{path}/tags/list")
    except HelmError as wrong:
        raise HelmError(str(wrong)) from None
    raise HelmError(f"charts in OCI registries are not supported here: {name}")


async def installable(call: Call, name: str) -> Chart:
    """A chart that can be installed: an application with its dependencies; HelmError."""
    await call.log("DEBUG", "Original chart version", version=call.flags.text("version"))
    chart = await locate(call, name)
    if call.machine.kind_of(name):
        await call.log("DEBUG", "Chart path", path=posixpath.normpath(posixpath.join(call.machine.cwd, name)))
    count = len(chart.metadata.get("dependencies") or [])
    await call.log("DEBUG", "number of dependencies in the chart", chart=chart.name, dependencies=count)
    kind = chart.metadata.get("type", "application")
    if kind != "application":
        raise HelmError(f"{kind} charts are not installable")
    if chart.metadata.get("deprecated"):
        await call.log("WARN", "this chart is deprecated")
    try:
        check_present(chart)
    except HelmError as wrong:
        if call.flags.on("dependency-update"):
            from app.helm.repositories.dependencies import update  # noqa: PLC0415 - only on demand

            await update(call, name, refresh=True)
            return await locate(call, name)
        raise wrong.wrapped(
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
            "fetch missing dependencies"
        ) from None
    return chart
