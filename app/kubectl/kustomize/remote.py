"""A kustomization in a repository of GitHub: `https://github.com/owner/repository/folder?ref=v1`.

The real one clones it. Here its files are fetched one by one, from where GitHub serves them raw, into a directory of
their own: the kustomization first, then what it names. Bases are fetched too; nothing else of a repository is.
"""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.files import download
from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.roots import NAMES

RAW = "https://raw.githubusercontent.com"
FIELDS = ("resources", "bases", "components", "crds", "patchesStrategicMerge")
MOST = 100  # files of one repository
_ADDRESS = re.compile(
    r"(?:git::)?(?:https://)?github\.com/(?P<repository>[\w.-]+/[\w.-]+?)(?:\.git)?(?:/{1,2}(?P<path>[\w./-]*))?"
    r"(?:\?(?P<query>.*))?"
)


@dataclass
class Clone:
    """What was fetched of a repository at a revision, below a directory of this machine."""

    call: Call
    place: str
    source: str  # the raw files' address
    files: list[str]

    async def folder(self, path: str) -> None:
        """A kustomization and what it names; KubectlError when there is none."""
        data = b""
        for name in NAMES:
            try:
                data = await self.file(posixpath.join(path, name))
            except KubectlError:
                continue
            break
        else:
            raise KubectlError(f"there is no {NAMES[0]} at {posixpath.join(self.source, path)}")
        for word in _named(data):
            if word.startswith(("http://", "https://", "/")):
                continue
            at = posixpath.normpath(posixpath.join(path, word))
            if posixpath.splitext(word)[1]:
                await self.file(at)
            else:
                await self.folder(at)

    async def file(self, path: str) -> bytes:
        """Fetch a file; KubectlError when there is none."""
        if path.startswith("..") or len(self.files) >= MOST:
            raise KubectlError(f"{path} is not fetched")
        data = await download(self.call, f"{self.source}/{path}")
        full = posixpath.join(self.place, path)
        self.call.machine.make_directory(posixpath.dirname(full))
        self.call.machine.write_file(full, data)
        self.files.append(full)
        return data

    def remove(self) -> None:
        """Leave nothing behind."""
        folders = {self.place}
        for path in self.files:
            self.call.machine.remove_file(path)
            while (path := posixpath.dirname(path)) != self.place:
                folders.add(path)
        for path in sorted(folders, reverse=True):
            with suppress(OSError):  # none was made
                self.call.machine.remove_file(path)


def _named(data: bytes) -> list[str]:
    try:
        found: Any = yaml.safe_load(data)
    except yaml.YAMLError:
        return []
    fields = found if isinstance(found, dict) else {}
    return [str(word) for field in FIELDS for word in fields.get(field) or () if "\n" not in str(word)]


async def clone(call: Call, address: str) -> tuple[Clone, str]:
    """A repository's kustomization on this machine, and its directory; KustomizeError when it cannot be had."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise KustomizeError(f"only repositories of github.com are simulated, not {address}")
    path = (found["path"] or "").strip("/")
    query = dict(part.partition("=")[::2] for part in (found["query"] or "").split("&"))
    revision = query.get("ref") or query.get("version") or "HEAD"
    place = f"/tmp/kustomize-{call.machine.pid()}"
    made = Clone(call, place, f"{RAW}/{found['repository']}/{revision}", [])
    try:
        await made.folder(path)
    except KubectlError as wrong:
        made.remove()
        raise KustomizeError(f"accumulating remote resource: {address}: {wrong}") from None
    return made, posixpath.join(place, path)
