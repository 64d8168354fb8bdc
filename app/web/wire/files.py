"""The learner's files: the tree and the editor. Refused with `file`, `detail` then says why (FileProblem)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.labs.editing.model import FileVersion, Listing, OpenedFile, Suggestions
from app.web import fields
from app.web.replies import Findings, Path


@dataclass(frozen=True)
class ListFolder:
    """A folder's entries; changes come by themselves from now on. Paths are seen from the first terminal's folder."""

    event: ClassVar[str] = "files.list"
    reply: ClassVar[type | None] = Listing
    path: fields.Path


@dataclass(frozen=True)
class ReadFile:
    """A file's text; changes come by themselves from now on."""

    event: ClassVar[str] = "files.read"
    reply: ClassVar[type | None] = OpenedFile
    path: fields.Path


@dataclass(frozen=True)
class WriteFile:
    """Keep a text. `before` is the version it replaces, empty for a new file, `*` for whatever is there.

    With `parents` folders that are missing are made.
    """

    event: ClassVar[str] = "files.write"
    reply: ClassVar[type | None] = FileVersion
    path: fields.Path
    text: fields.FileText
    before: fields.Version
    parents: bool = False


@dataclass(frozen=True)
class MakeFolder:
    """A new folder."""

    event: ClassVar[str] = "files.folder"
    reply: ClassVar[type | None] = Path
    path: fields.Path


@dataclass(frozen=True)
class Rename:
    """Another name or place for a file or folder."""

    event: ClassVar[str] = "files.rename"
    reply: ClassVar[type | None] = Path
    path: fields.Path
    to: fields.Path


@dataclass(frozen=True)
class Remove:
    """Away with a file, or with a folder and all that is in it."""

    event: ClassVar[str] = "files.remove"
    reply: ClassVar[type | None] = Path
    path: fields.Path


@dataclass(frozen=True)
class CheckManifest:
    """What kubectl and the lab's server would say of the manifests in a text."""

    event: ClassVar[str] = "manifest.check"
    reply: ClassVar[type | None] = Findings
    text: fields.FileText


@dataclass(frozen=True)
class CompleteManifest:
    """What could stand at a place of a manifest. Lines and columns count from 0, columns in UTF-16 units."""

    event: ClassVar[str] = "manifest.complete"
    reply: ClassVar[type | None] = Suggestions
    text: fields.FileText
    line: fields.TextLine
    column: fields.Cursor


@dataclass(frozen=True)
class FilesAreOther:
    """Folders and files that were asked for are different now: the folders' paths, the files' new versions."""

    event: ClassVar[str] = "files.changed"
    folders: tuple[str, ...]
    files: tuple[FileVersion, ...]


Asked = ListFolder | ReadFile | WriteFile | MakeFolder | Rename | Remove | CheckManifest | CompleteManifest
Told = FilesAreOther
