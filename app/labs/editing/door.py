"""The learner's files as the web asks for them, by lab: implements `app.web.ports.LabFiles`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.labs.editing.editing import Editing
from app.labs.editing.model import FileVersion, Finding, Listing, OpenedFile, Suggestions

With = Callable[[str, Callable[[Editing], Any]], Any]  # does something with a lab's files, on the labs' loop


class FilesDoor:
    """Every call waits until it is done, and may raise RefusedError."""

    def __init__(self, do: With) -> None:
        self._do = do

    def list(self, lab: str, path: str) -> Listing:
        """A folder."""
        found: Listing = self._do(lab, lambda editing: editing.list(path))
        return found

    def read(self, lab: str, path: str) -> OpenedFile:
        """A file."""
        found: OpenedFile = self._do(lab, lambda editing: editing.read(path))
        return found

    def write(self, lab: str, path: str, text: str, before: str | None, parents: bool) -> FileVersion:
        """Keep a text."""
        found: FileVersion = self._do(lab, lambda editing: editing.write(path, text, before, parents=parents))
        return found

    def make_folder(self, lab: str, path: str) -> str:
        """A new folder."""
        return str(self._do(lab, lambda editing: editing.files.make_folder(path)))

    def rename(self, lab: str, path: str, to: str) -> str:
        """Another name."""
        return str(self._do(lab, lambda editing: editing.files.rename(path, to)))

    def remove(self, lab: str, path: str) -> str:
        """Away with it."""
        return str(self._do(lab, lambda editing: editing.files.remove(path)))

    def check(self, lab: str, text: str) -> tuple[Finding, ...]:
        """What is wrong with a text's manifests."""
        found: tuple[Finding, ...] = self._do(lab, lambda editing: editing.check(text))
        return found

    def suggest(self, lab: str, text: str, line: int, column: int) -> Suggestions:
        """What could stand at a place."""
        found: Suggestions = self._do(lab, lambda editing: editing.suggest(text, line, column))
        return found
