"""index.yaml of a repository: its charts in their versions, the newest first. Follows helm pkg/repo/v1/index.go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.helm import semver
from app.helm.errors import HelmError
from app.helm.yaml_values import ValuesError, load_any

Entry = dict[str, Any]


@dataclass(frozen=True)
class Index:
    """The entries of a repository by chart. `url` is the repository's."""

    url: str
    entries: dict[str, list[Entry]]

    @staticmethod
    def parse(data: bytes, url: str) -> Index:
        """The index of a file; HelmError."""
        try:
            found = load_any(data)
        except ValuesError as wrong:
            raise HelmError(str(wrong)) from None
        if not isinstance(found, dict) or not found.get("apiVersion"):
            raise HelmError("no API version specified")
        entries = {}
        for name, versions in (found.get("entries") or {}).items():
            known = [entry for entry in versions or [] if isinstance(entry, dict) and _version(entry)]
            entries[str(name)] = sorted(known, key=lambda entry: _version(entry) or 0, reverse=True)
        return Index(url, entries)

    def get(self, name: str, wanted: str) -> Entry:
        """The newest version of a chart that a constraint allows; HelmError."""
        versions = self.entries.get(name)
        if not versions:
            raise HelmError("no chart name found")
        try:
            allowed = semver.constraint(wanted or "*")
        except semver.VersionError as wrong:
            raise HelmError(str(wrong)) from None
        exact = next((entry for entry in versions if entry.get("version") == wanted), None)
        if exact is not None:
            return exact
        for entry in versions:
            version = _version(entry)
            if version is not None and allowed.allows(version):
                return entry
        raise HelmError(f"no chart version found for {name}-{wanted}")

    def archive(self, entry: Entry) -> str:
        """The URL of a version's archive; HelmError."""
        urls = entry.get("urls") or []
        if not urls:
            raise HelmError(f'chart "{entry.get("name")}" has no downloadable URLs')
        url = str(urls[0])
        return url if "://" in url else f"{self.url.rstrip('/')}/{url}"


def _version(entry: Entry) -> semver.Version | None:
    try:
        return semver.parse(str(entry.get("version", "")))
    except semver.VersionError:
        return None
