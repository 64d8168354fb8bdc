"""`helm repo index`. Follows helm pkg/cmd/repo_index.go, pkg/repo/v1/index.go: IndexDirectory."""

from __future__ import annotations

import hashlib
import posixpath
from typing import Any

from app.helm import semver
from app.helm.call import Call
from app.helm.charts import archive, loading
from app.helm.errors import HelmError
from app.helm.repositories.index import Index
from app.helm.times import rfc3339
from app.helm.yaml_values import write_json, write_yaml

SHORT = "make an index of a folder of archives"
LONG = "Write index.yaml for the chart archives of a folder, which makes a repository of it."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Write the index."""
    folder, flags = call.args[0], call.flags
    if call.machine.kind_of(folder) != "directory":
        raise HelmError(f"open {folder}: no such file or directory")
    entries: dict[str, list[dict[str, Any]]] = {}
    for name in _archives(call, folder):
        data = call.machine.read_file(posixpath.join(folder, name))
        chart = loading.from_files(archive.unpack(data))
        url = f"{flags.text('url').rstrip('/')}/{name}" if flags.text("url") else name
        entries.setdefault(chart.name, []).append({
            **chart.metadata, "created": rfc3339(call.now()), "digest": hashlib.sha256(data).hexdigest(),
            "urls": [url],
        })  # fmt: skip
    if merge := flags.text("merge"):
        _merge(entries, Index.parse(call.machine.read_file(merge), "") if call.machine.kind_of(merge) else None)
    for versions in entries.values():
        versions.sort(key=lambda entry: semver.parse(str(entry["version"])), reverse=True)
    document = {"apiVersion": "v1", "entries": entries, "generated": rfc3339(call.now())}
    text = write_json(document) if flags.on("json") else write_yaml(document)
    call.machine.write_file(posixpath.join(folder, "index.yaml"), text.encode())


def _archives(call: Call, folder: str) -> list[str]:
    """The archives of a folder and of the folders right below it."""
    names = call.machine.list_directory(folder)
    inner = [name for name in names if call.machine.kind_of(posixpath.join(folder, name)) == "directory"]
    below = [f"{name}/{each}" for name in inner for each in call.machine.list_directory(posixpath.join(folder, name))]
    return [name for name in [*names, *below] if name.endswith(".tgz")]


def _merge(entries: dict[str, list[dict[str, Any]]], index: Index | None) -> None:
    for name, versions in (index.entries if index else {}).items():
        known = {entry["version"] for entry in entries.get(name, [])}
        entries.setdefault(name, []).extend(entry for entry in versions if entry["version"] not in known)
