"""`helm dependency update` and `build`: what Chart.yaml asks for, into charts/, and Chart.lock.

Follows helm pkg/downloader/manager.go, internal/resolver/resolver.go.
"""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass
from typing import Any

from app.helm import semver
from app.helm.call import Call
from app.helm.charts import archive, loading
from app.helm.charts.model import Chart
from app.helm.charts.saving import packed
from app.helm.errors import HelmError
from app.helm.fetching import download
from app.helm.output import json_line
from app.helm.repositories import configuration
from app.helm.repositories.index import Index
from app.helm.times import rfc3339
from app.helm.yaml_values import write_yaml

Dependency = dict[str, Any]


@dataclass(frozen=True)
class Resolved:
    """A dependency with the version that was found for it, and where its archive is."""

    name: str
    version: str
    repository: str
    url: str = ""
    folder: str = ""


async def update(call: Call, path: str, *, refresh: bool) -> None:
    """Resolve anew, write Chart.lock and charts/; HelmError."""
    chart = _chart(call, path)
    declared: list[Dependency] = chart.metadata.get("dependencies") or []
    if not declared:
        return
    repositories = _repositories(call, declared)
    indexes = await _indexes(call, declared, repositories, refresh)
    resolved = _resolve(call, path, declared, repositories, indexes)
    await _download(call, path, resolved)
    lock = [{"name": r.name, "repository": r.repository, "version": r.version} for r in resolved]
    digest = _digest(declared, lock, repositories)
    if not chart.lock or chart.lock.get("digest") != digest:
        document = {"dependencies": lock, "digest": digest, "generated": rfc3339(call.now())}
        name = "requirements.lock" if chart.metadata["apiVersion"] == "v1" else "Chart.lock"
        call.machine.write_file(f"{path}/{name}", write_yaml(document).encode())


async def build(call: Call, path: str, *, refresh: bool) -> None:
    """What Chart.lock says, into charts/; without one, as `update`. HelmError."""
    chart = _chart(call, path)
    declared: list[Dependency] = chart.metadata.get("dependencies") or []
    if not chart.lock:
        await update(call, path, refresh=refresh)
        return
    locked: list[Dependency] = chart.lock.get("dependencies") or []
    repositories = _repositories(call, declared)
    if chart.lock.get("digest") != _digest(declared, locked, repositories):
        raise HelmError("the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please "
                        "update the dependencies with 'helm dependency update'")  # fmt: skip
    indexes = await _indexes(call, declared, repositories, refresh)
    await _download(call, path, _resolve(call, path, locked, repositories, indexes))


def _chart(call: Call, path: str) -> Chart:
    if not call.machine.kind_of(path):
        raise HelmError(f"could not find {path}: stat {path}: no such file or directory")
    return loading.load(call.machine, path)


def _digest(declared: list[Dependency], locked: list[Dependency], repositories: dict[str, str]) -> str:
    """What Chart.lock was made for: names of repositories count as the URLs that they stand for."""

    def tidy(dependency: Dependency) -> Dependency:
        always = {"name": "", "repository": ""}
        order = ("name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias")
        return {key: dependency.get(key) or always[key] for key in order if dependency.get(key) or key in always}

    meant = [{**d, "repository": repositories.get(str(d.get("repository") or ""), "")} for d in declared]
    text = json_line([[tidy(d) for d in meant], [tidy(d) for d in locked]]).removesuffix("\n")
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _repositories(call: Call, declared: list[Dependency]) -> dict[str, str]:
    """URL by what stands in Chart.yaml; HelmError for a name that nobody added."""
    known = configuration.read(call)
    found, missing = {}, []
    for dependency in declared:
        text = str(dependency.get("repository") or "")
        name = text.removeprefix("@").removeprefix("alias:")
        if name == text:
            found[text] = text
        elif (entry := known.get(name)) is not None:
            found[text] = str(entry["url"])
        else:
            missing.append(text)
    if missing:
        raise HelmError(f"no repository definition for {', '.join(missing)}. Please add them via 'helm repo add'")
    return found


async def _indexes(
    call: Call, declared: list[Dependency], repositories: dict[str, str], refresh: bool
) -> dict[str, Index]:
    """The indexes of the repositories that are asked, by URL."""
    known = configuration.read(call)
    urls = {url.rstrip("/") for url in repositories.values() if url.startswith(("http://", "https://"))}
    named = {str(entry["url"]).rstrip("/"): str(entry["name"]) for entry in known.entries}
    strange = {url: f"helm-manager-{hashlib.sha256(url.encode()).hexdigest()}" for url in urls - named.keys()}
    if refresh and strange:
        await call.write("Getting updates for unmanaged Helm repositories...\n")
        for url, name in strange.items():
            try:
                await configuration.refresh(call, name, url)
                await call.write(f'...Successfully got an update from the "{url}" chart repository\n')
            except HelmError as wrong:
                await call.write(f'...Unable to get an update from the "{url}" chart repository:\n\t{wrong}\n')
    if refresh and known.entries:
        await call.write("Hang tight while we grab the latest from your chart repositories...\n")
        await configuration.update_all(call, known.entries)
        await call.write("Update Complete. ⎈Happy Helming!⎈\n")
    found = {}
    for url in urls:
        name = named.get(url) or strange[url]
        try:
            found[url] = configuration.cached(call, name, url)
        except HelmError as wrong:
            where = str(wrong).partition("): ")[2]
            raise HelmError(f"no cached repository for {name} found. (try 'helm repo update'): {where}") from None
    return found


def _resolve(
    call: Call, path: str, declared: list[Dependency], repositories: dict[str, str], indexes: dict[str, Index]
) -> list[Resolved]:
    found, missing = [], []
    for dependency in declared:
        name, wanted = str(dependency.get("name")), str(dependency.get("version") or "")
        text = str(dependency.get("repository") or "")
        url = repositories.get(text, text).rstrip("/")
        if not text or text.startswith("file://"):
            local = _local(call, path, name, text)
            version = str(local.metadata["version"])
            if _fits(wanted, version):
                found.append(Resolved(name, version, text, folder=_folder(path, name, text)))
            else:
                missing.append((name, text, wanted))
            continue
        if url not in indexes:
            raise HelmError(f"dependencies from {text} are not supported here")
        index = indexes[url]
        if name not in index.entries:
            raise HelmError(f"{name} chart not found in repo {url}")
        try:
            entry = index.get(name, wanted)
        except HelmError:
            missing.append((name, url, wanted))
            continue
        found.append(Resolved(name, str(entry["version"]), url, index.archive(entry)))
    if missing:
        shown = ", ".join(f'"{name}" (repository "{where}", version "{wanted}")' for name, where, wanted in missing)
        raise HelmError(
            f"can't get a valid version for {len(missing)} subchart(s): {shown}. Make sure a matching chart version "
            "exists in the repo, or change the version constraint in Chart.yaml"
        )
    return found


def _folder(path: str, name: str, repository: str) -> str:
    if not repository:
        return f"{path}/charts/{name}"
    place = repository.removeprefix("file://")
    return posixpath.normpath(posixpath.join(path, place))


def _local(call: Call, path: str, name: str, repository: str) -> Chart:
    folder = _folder(path, name, repository)
    if call.machine.kind_of(folder) != "directory":
        raise HelmError(f"directory {folder} not found")
    return loading.load(call.machine, folder)


def _fits(wanted: str, version: str) -> bool:
    try:
        return semver.constraint(wanted or "*").allows(semver.parse(version))
    except semver.VersionError:
        return False


async def _download(call: Call, path: str, resolved: list[Resolved]) -> None:
    """Fetch everything, then replace the archives in charts/."""
    await call.write(f"Saving {len(resolved)} charts\n")
    files: dict[str, bytes] = {}
    done: set[str] = set()
    for each in resolved:
        target = f"{each.name}-{each.version}.tgz"
        if each.folder:
            if each.repository:
                files[target] = packed(loading.load(call.machine, each.folder), call.machine.now())
            continue
        if each.url in done:
            await call.write(f"Already downloaded {each.name} from repo {each.repository}\n")
            continue
        await call.write(f"Downloading {each.name} from repo {each.repository}\n")
        try:
            files[target] = await download(call.machine, each.url)
        except HelmError as wrong:
            raise HelmError(f"could not download {each.url}: {wrong}") from None
        done.add(each.url)
    await call.write("Deleting outdated charts\n")
    folder = f"{path}/charts"
    call.machine.make_directory(folder)
    names = {each.name for each in resolved}
    for name in call.machine.list_directory(folder):
        if name.endswith(".tgz") and name not in files and _name_in(call, f"{folder}/{name}") in names:
            call.machine.remove_file(f"{folder}/{name}")
    for name, data in files.items():
        call.machine.write_file(f"{folder}/{name}", data)


def _name_in(call: Call, path: str) -> str:
    try:
        return loading.from_files(archive.unpack(call.machine.read_file(path))).name
    except HelmError:
        return ""
