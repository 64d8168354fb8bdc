"""Which of the folders and files that a browser looks at became different."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from app.labs.editing.files import EditedFiles
from app.labs.editing.model import FileChanges, FileVersion

EVERY = 0.2  # seconds of the wall: what changes meanwhile is told at once
MOST = 200  # folders, and files, that are watched; who looks at more is not told of the oldest

Later = Callable[[float, Callable[[], None]], Any]  # as an event loop's call_later
Names = tuple[tuple[str, str], ...] | None
Seen = tuple[str, tuple[int, float] | None]  # a file's version, and its stamp


class Watching:
    """What was seen of each folder and file. Costs nothing while nobody looks at any."""

    def __init__(self, files: EditedFiles, tell: Callable[[FileChanges], None], later: Later | None = None) -> None:
        self._files, self._tell = files, tell
        self._later = later or asyncio.get_running_loop().call_later
        self._folders: OrderedDict[str, Names] = OrderedDict()
        self._opened: OrderedDict[str, Seen] = OrderedDict()
        self._due = False

    def folder(self, path: str) -> None:
        """Somebody looks at a folder as it is now."""
        _put(self._folders, path, self._files.names(path))

    def file(self, path: str, version: str) -> None:
        """Somebody has a file open."""
        _put(self._opened, path, (version, self._files.stamp(path)))

    def rest(self) -> None:
        """Nobody looks any more."""
        self._folders.clear()
        self._opened.clear()

    def look(self) -> None:
        """Files may have changed: see about it soon."""
        if (self._folders or self._opened) and not self._due:
            self._due = True
            self._later(EVERY, self._tick)

    def _tick(self) -> None:
        self._due = False
        folders = {path: now for path, seen in self._folders.items() if (now := self._files.names(path)) != seen}
        self._folders.update(folders)
        news = {path: self._news(path) for path in list(self._opened)}
        opened = tuple(FileVersion(path, version) for path, version in news.items() if version is not None)
        if folders or opened:
            self._tell(FileChanges(tuple(folders), opened))

    def _news(self, path: str) -> str | None:
        """A file's version when it is another one than before."""
        before, stamp = self._opened[path]
        now = self._files.stamp(path)
        if now == stamp:
            return None
        version = self._files.version(path)
        self._opened[path] = version, now
        return version if version != before else None


def _put(kept: OrderedDict[str, Any], path: str, value: Any) -> None:
    kept[path] = value
    kept.move_to_end(path)
    while len(kept) > MOST:
        kept.popitem(last=False)
