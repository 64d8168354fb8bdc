"""What the editor on the page is told of files and manifests. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FileKind = Literal["file", "directory", "other"]
FileProblem = Literal[
    "not-found", "exists", "folder", "no-folder", "not-empty", "denied", "read-only", "binary", "too-large", "full",
    "busy", "name", "changed", "other",
]  # fmt: skip
Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class FileEntry:
    """Something in a folder. `kind` is what a symbolic link leads to: other, when that is nothing."""

    name: str
    kind: FileKind
    size: int
    link: bool = False


@dataclass(frozen=True)
class Listing:
    """A folder: its entries by name, folders first; `more` when there are too many to show.

    `machine` and `user` are where and as whom the editor works, `home` is that user's.
    """

    path: str
    entries: tuple[FileEntry, ...]
    more: bool
    machine: str
    user: str
    home: str


@dataclass(frozen=True)
class OpenedFile:
    """A file's text. `version` names what is in it; `writable` is False where its permission bits ask to be careful."""

    path: str
    text: str
    version: str
    writable: bool
    mode: int


@dataclass(frozen=True)
class FileVersion:
    """What a file holds now, by the name of its contents; empty for one that is gone."""

    path: str
    version: str


@dataclass(frozen=True)
class FileChanges:
    """Folders with other entries than before, and files with other contents."""

    folders: tuple[str, ...]
    files: tuple[FileVersion, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong in a text, in the words of kubectl or of the server.

    From `line` and `column` up to `end`, a column of the same line; they count from 0, columns in UTF-16 units.
    """

    line: int
    column: int
    end: int
    severity: Severity
    message: str


@dataclass(frozen=True)
class Suggestion:
    """A word that could stand at the cursor. `type` as `kubectl explain` names it; `doc` is its description."""

    word: str
    type: str = ""
    required: bool = False
    doc: str = ""


@dataclass(frozen=True)
class Suggestions:
    """Words that could stand from `column` to the cursor; `key`: they are names of fields, a colon follows."""

    column: int
    key: bool
    words: tuple[Suggestion, ...]
