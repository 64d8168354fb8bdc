"""What kubelets write into volumes, and images that are mounted, as the files that containers see.

Follows kubernetes pkg/volume/util/atomic_writer.go: a hidden directory of that moment has the files, `..data` leads to
it, and everything else leads through that: all files change at once.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from functools import lru_cache

from app.cluster.node.runtime import Content, bytes_of
from app.host.served import Served, ServedTree

LATEST = "..data"  # the link to the files that count
FOLDER, FILE, SET_GROUP, ENTER = 0o755, 0o644, 0o2000, 0o110


def content_tree(content: Callable[[], Content]) -> ServedTree:
    """A volume of which `content` tells what was written last."""
    return ServedTree(lambda: _layout(Key(content())))


def part_of(content: Content, part: str) -> str:
    """Where a part of a volume is that does not follow later changes."""
    return f"/{content.stamp}/{part}"


class Key:
    """A content by its identity: what it holds cannot be hashed, and never changes."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __hash__(self) -> int:
        return id(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other.content is self.content


@lru_cache(maxsize=256)
def _layout(key: Key) -> Mapping[str, Served]:
    content = key.content
    group = content.mode & SET_GROUP
    folder = Served(
        modified=content.at, kind="directory", mode=FOLDER | (group | ENTER if group else 0), owner=(0, content.gid)
    )
    found = {
        "/": Served(modified=content.at, kind="directory", mode=content.mode, owner=(0, content.gid)),
        f"/{content.stamp}": folder,
        f"/{LATEST}": Served(target=content.stamp, modified=content.at),
    }
    for path, (data, mode) in content.files.items():
        at = f"/{content.stamp}/{path}"
        found[at] = Served(lambda data=data: bytes_of(data), "", content.at, "file", mode, (content.uid, content.gid))  # type: ignore[misc]
        while (at := posixpath.dirname(at)) != f"/{content.stamp}":
            found[at] = folder
        first = path.partition("/")[0]
        found[f"/{first}"] = Served(target=f"{LATEST}/{first}", modified=content.at)
    return found


def image_tree(name: str, files: Callable[[str], Mapping[str, bytes]]) -> ServedTree:
    """An image that is mounted as a volume."""
    found = _unpacked(files(name))
    return ServedTree(lambda: found)


def _unpacked(files: Mapping[str, bytes]) -> Mapping[str, Served]:
    folder = Served(kind="directory", mode=FOLDER)
    found = {"/": folder}
    for path, data in files.items():
        found[path.rstrip("/")] = folder if path.endswith("/") else Served(lambda data=data: data, mode=FILE)  # type: ignore[misc]
        at = path.rstrip("/")
        while (at := posixpath.dirname(at)) not in {"/", ""}:
            found.setdefault(at, folder)
    return found
