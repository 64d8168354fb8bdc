"""repositories.yaml and the folder of cached indexes. Follows helm pkg/repo/v1/{repo,chartrepo}.go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.fetching import TIMEOUT, download
from app.helm.repositories.index import Index
from app.helm.settings import repository_cache, repository_config
from app.helm.yaml_values import ValuesError, load_map, write_yaml

_EMPTY = {
    "caFile": "", "certFile": "", "insecure_skip_tls_verify": False, "keyFile": "", "pass_credentials_all": False,
    "password": "", "username": "",
}  # fmt: skip


@dataclass
class Repositories:
    """The known repositories; `entries` are as in the file."""

    path: str
    exists: bool
    entries: list[dict[str, Any]] = field(default_factory=list)

    def get(self, name: str) -> dict[str, Any] | None:
        """The entry of a name."""
        return next((entry for entry in self.entries if entry.get("name") == name), None)


def read(call: Call) -> Repositories:
    """The repositories of this machine; HelmError for a broken file."""
    path = repository_config(call)
    try:
        data = call.machine.read_file(path)
    except OSError:
        return Repositories(path, False)
    try:
        found = load_map(data)
    except ValuesError as wrong:
        raise HelmError(f"couldn't load repositories file ({path}): {wrong}") from None
    return Repositories(path, True, [entry for entry in found.get("repositories") or [] if isinstance(entry, dict)])


def write(call: Call, repositories: Repositories) -> None:
    """Keep the repositories."""
    call.machine.make_directory(repositories.path.rpartition("/")[0])
    document = {"apiVersion": "", "generated": "0001-01-01T00:00:00Z", "repositories": repositories.entries}
    call.machine.write_file(repositories.path, write_yaml(document).encode())


def entry(name: str, url: str) -> dict[str, Any]:
    """An entry of the file."""
    return {**_EMPTY, "name": name, "url": url}


async def refresh(call: Call, name: str, url: str) -> Index:
    """Fetch a repository's index and keep it; HelmError."""
    limit = call.flags.seconds("timeout") if call.flags.changed("timeout") else TIMEOUT
    data = await download(call.machine, f"{url.rstrip('/')}/index.yaml", limit)
    index = Index.parse(data, url)
    folder = repository_cache(call)
    call.machine.make_directory(folder)
    call.machine.write_file(f"{folder}/{name}-index.yaml", data)
    call.machine.write_file(f"{folder}/{name}-charts.txt", "".join(f"{n}\n" for n in sorted(index.entries)).encode())
    return index


def cached(call: Call, name: str, url: str) -> Index:
    """The index as it was last fetched; HelmError when it never was."""
    path = f"{repository_cache(call)}/{name}-index.yaml"
    try:
        data = call.machine.read_file(path)
    except OSError:
        raise HelmError(f"no cached repo found. (try 'helm repo update'): open {path}: no such file or "
                        "directory") from None  # fmt: skip
    return Index.parse(data, url)


def forget(call: Call, name: str) -> None:
    """Remove what was kept of a repository."""
    for suffix in ("index.yaml", "charts.txt"):
        path = f"{repository_cache(call)}/{name}-{suffix}"
        if call.machine.kind_of(path):
            call.machine.remove_file(path)


async def update_all(call: Call, entries: list[dict[str, Any]]) -> list[str]:
    """Fetch the indexes of entries, telling about each; gives the URLs of those that could not be fetched."""
    failed = []
    for each in entries:
        try:
            await refresh(call, each["name"], each["url"])
            await call.write(f'...Successfully got an update from the "{each["name"]}" chart repository\n')
        except HelmError as wrong:
            failed.append(str(each["url"]))
            await call.write(
                f'...Unable to get an update from the "{each["name"]}" chart repository ({each["url"]}):\n\t{wrong}\n'
            )
    return failed
