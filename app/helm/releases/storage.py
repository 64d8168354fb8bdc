"""Where releases are kept: Secrets `sh.helm.release.v1.NAME.vREVISION` of the release's namespace.

Follows helm pkg/storage/storage.go, pkg/storage/driver/{secrets,util,labels}.go.
"""

from __future__ import annotations

import base64
import gzip
import zlib
from typing import Any

import orjson

from app.helm.errors import HelmError, NoDeployedReleasesError, ReleaseNotFoundError
from app.helm.releases.model import DEPLOYED, Release
from app.helm.yaml_values import floats
from app.kubectl.client import Client
from app.kubectl.errors import StatusError

TYPE = "helm.sh/release.v1"
SYSTEM_LABELS = ("name", "owner", "status", "version", "createdAt", "modifiedAt")
_MAX_SIZE = 16 << 20


def secret_name(name: str, revision: int) -> str:
    """The Secret of one revision."""
    return f"sh.helm.release.v1.{name}.v{revision}"


def encode(release: Release) -> str:
    """The value of the Secret's key `release`, before the API's own base64."""
    return base64.b64encode(gzip.compress(orjson.dumps(release.json()), mtime=0)).decode()


def decode(text: str) -> Release:
    """The release of a value; HelmError for nonsense."""
    try:
        data = base64.b64decode(text)
        if data[:3] == b"\x1f\x8b\x08":
            data = zlib.decompressobj(31).decompress(data, _MAX_SIZE)
        found = orjson.loads(data)
    except (ValueError, zlib.error) as wrong:
        raise HelmError(f"release: {wrong}") from None
    if found.get("config"):
        found["config"] = floats(found["config"])
    return Release.read(found)


class Storage:
    """The releases of one namespace; of all when it is empty. `now` gives seconds since 1970."""

    def __init__(self, client: Client, namespace: str, now: Any) -> None:
        self.client, self.namespace, self.now = client, namespace, now
        self.max_history = 0

    @property
    def _path(self) -> str:
        return f"/api/v1/namespaces/{self.namespace}/secrets" if self.namespace else "/api/v1/secrets"

    async def query(self, selector: str = "") -> list[Release]:
        """Every revision whose labels fit, as the server orders them; those that cannot be read are left out."""
        labels = f"owner=helm,{selector}" if selector else "owner=helm"
        answer = await self.client.json("GET", self._path, query=[("labelSelector", labels)])
        found = []
        for secret in answer.get("items") or []:
            try:
                found.append(self._release(secret))
            except (HelmError, KeyError):
                continue
        return found

    def _release(self, secret: dict[str, Any]) -> Release:
        release = decode(base64.b64decode(secret["data"]["release"]).decode())
        release.stored = dict(secret["metadata"].get("labels") or {})
        release.labels = {key: value for key, value in release.stored.items() if key not in SYSTEM_LABELS}
        return release

    async def get(self, name: str, revision: int) -> Release:
        """One revision; ReleaseNotFoundError."""
        try:
            return self._release(await self.client.json("GET", f"{self._path}/{secret_name(name, revision)}"))
        except StatusError as refused:
            if refused.code == 404:
                raise ReleaseNotFoundError from None
            raise HelmError(f'get: failed to get "{secret_name(name, revision)}": {refused.message}') from None

    async def history(self, name: str) -> list[Release]:
        """All revisions, oldest first; ReleaseNotFoundError when there is none."""
        try:
            found = await self.query(f"name={name}")
        except StatusError as refused:
            raise HelmError(f"query: failed to query with labels: {refused.message}") from None
        if not found:
            raise ReleaseNotFoundError
        return sorted(found, key=lambda release: release.revision)

    async def last(self, name: str) -> Release:
        """The newest revision; ReleaseNotFoundError."""
        return (await self.history(name))[-1]

    async def deployed(self, name: str) -> Release:
        """The newest revision that is deployed; NoDeployedReleasesError."""
        try:
            found = [release for release in await self.history(name) if release.status == DEPLOYED]
        except ReleaseNotFoundError:
            found = []
        if not found:
            raise NoDeployedReleasesError(name)
        return found[-1]

    async def create(self, release: Release) -> None:
        """Keep a new revision; old ones go when there are more than `max_history`."""
        if self.max_history > 0:
            await self._prune(release.name, self.max_history - 1)
        body = self._secret(release, {"createdAt": str(int(self.now()))})
        try:
            await self.client.json("POST", self._path, body, query=_MANAGER)
        except StatusError as refused:
            if refused.reason == "AlreadyExists":
                raise HelmError("release: already exists") from None
            raise HelmError(f"create: failed to create: {refused.message}") from None

    async def update(self, release: Release) -> None:
        """Keep what a revision has become."""
        body = self._secret(release, {"modifiedAt": str(int(self.now()))})
        name = secret_name(release.name, release.revision)
        try:
            await self.client.json("PUT", f"{self._path}/{name}", body, query=_MANAGER)
        except StatusError as refused:
            raise HelmError(f"update: failed to update: {refused.message}") from None

    async def delete(self, release: Release) -> None:
        """Forget a revision."""
        name = secret_name(release.name, release.revision)
        try:
            await self.client.json("DELETE", f"{self._path}/{name}")
        except StatusError as refused:
            if refused.code == 404:
                raise ReleaseNotFoundError from None
            raise HelmError(refused.message) from None

    async def _prune(self, name: str, keep: int) -> None:
        try:
            history = await self.history(name)
        except ReleaseNotFoundError:
            return
        deployed = max((r.revision for r in history if r.status == DEPLOYED), default=0)
        surplus = len(history) - keep
        for release in [r for r in history if r.revision != deployed][: max(surplus, 0)]:
            await self.delete(release)

    def _secret(self, release: Release, stamp: dict[str, str]) -> dict[str, Any]:
        labels = {
            **release.labels, **stamp, "name": release.name, "owner": "helm", "status": release.status,
            "version": str(release.revision),
        }  # fmt: skip
        release.stored = labels
        data = base64.b64encode(encode(release).encode()).decode()
        return {
            "apiVersion": "v1", "kind": "Secret", "type": TYPE, "data": {"release": data},
            "metadata": {
                "name": secret_name(release.name, release.revision), "namespace": release.namespace, "labels": labels,
            },
        }  # fmt: skip


_MANAGER = [("fieldManager", "helm")]
