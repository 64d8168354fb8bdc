"""The editor's side of one live lab: its files, and what is told of them while a browser looks."""

from __future__ import annotations

from collections.abc import Callable

from app.labs.editing.completing import suggestions
from app.labs.editing.files import EditedFiles
from app.labs.editing.findings import findings
from app.labs.editing.model import FileChanges, FileVersion, Finding, Listing, OpenedFile, Suggestions
from app.labs.editing.watching import Watching
from app.labs.lab import Lab


class Editing:
    """What browsers ask of the learner's files. `acted` is told what was done, once it was. On the labs' loop."""

    def __init__(self, lab: Lab, tell: Callable[[FileChanges], None], acted: Callable[[str], None]) -> None:
        self._lab, self._acted = lab, acted
        self.files = EditedFiles(lab.host, self._cwd, self._changed)
        self.watching = Watching(self.files, tell)

    def list(self, path: str) -> Listing:
        """A folder; what changes in it is told from now on."""
        found = self.files.list(path)
        self.watching.folder(found.path)
        return found

    def read(self, path: str) -> OpenedFile:
        """A file; what it holds later is told from now on."""
        found = self.files.read(path)
        self.watching.file(found.path, found.version)
        return found

    def write(self, path: str, text: str, before: str | None, *, parents: bool) -> FileVersion:
        """Keep a text."""
        found = self.files.write(path, text, before, parents=parents)
        self.watching.look()  # another window has it open, too
        return found

    def check(self, text: str) -> tuple[Finding, ...]:
        """What is wrong with the manifests of a text."""
        return findings(self._lab.cluster.api, self._lab.randomness, text)

    def suggest(self, text: str, line: int, column: int) -> Suggestions:
        """What could stand at a place."""
        return suggestions(self._lab.cluster.api, text, line, column)

    def _cwd(self) -> str:
        """Where the first terminal is: code in a lesson's text names its files from there."""
        for terminal in self._lab.terminals.values():
            if terminal.shell.host is self._lab.host:
                return terminal.shell.cwd
        return self._lab.host.spec.home

    def _changed(self, what: str) -> None:
        self._lab.host.on_step()  # a kubelet may look at it
        self.watching.look()
        self._acted(what)
