"""Archives of charts that a name, a reference or a repository's URL stands for.

Follows helm pkg/downloader/chart_downloader.go: ResolveChartVersion, pkg/repo/v1/chartrepo.go: FindChartInRepoURL.
"""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.fetching import download
from app.helm.repositories import configuration
from app.helm.repositories.index import Index


async def from_reference(call: Call, reference: str, version: str) -> bytes:
    """The archive of `repo/chart`; HelmError."""
    return await download(call.machine, url_of(call, reference, version))


def url_of(call: Call, reference: str, version: str) -> str:
    """Where the archive of `repo/chart` is; HelmError."""
    name, found, chart = reference.partition("/")
    if not found:
        raise HelmError(f"non-absolute URLs should be in form of repo_name/path_to_chart, got: {reference}")
    entry = configuration.read(call).get(name)
    if entry is None:
        raise HelmError(f"repo {name} not found")
    index = configuration.cached(call, name, entry["url"])
    try:
        return index.archive(index.get(chart, version))
    except HelmError as wrong:
        text = f"chart \"{chart}\" matching {version} not found in {name} index. (try 'helm repo update'): {wrong}"
        raise HelmError(text) from None


async def from_url(call: Call, repository: str, chart: str, version: str) -> bytes:
    """The archive of a chart in the repository at a URL; HelmError."""
    return await download(call.machine, await url_in(call, repository, chart, version))


async def url_in(call: Call, repository: str, chart: str, version: str) -> str:
    """Where the archive of a chart of a repository is; HelmError."""
    try:
        data = await download(call.machine, f"{repository.rstrip('/')}/index.yaml")
    except HelmError as wrong:
        text = f'looks like "{repository}" is not a valid chart repository or cannot be reached: {wrong}'
        raise HelmError(text) from None
    index = Index.parse(data, repository)
    try:
        return index.archive(index.get(chart, version))
    except HelmError:
        shown = f'chart "{chart}"' + (f' version "{version}"' if version else "")
        raise HelmError(f"{shown} not found in {repository} repository") from None
