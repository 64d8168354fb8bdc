"""Files of the fake runtime: a flat dictionary, the same for every lab."""

from __future__ import annotations

import hashlib

from app.labs.editing.model import FileEntry, FileVersion, Finding, Listing, OpenedFile, Suggestion, Suggestions
from app.labs.views import RefusedError


class FakeFiles:
    def __init__(self) -> None:
        self.texts = {"/root/web.yaml": "kind: Deployment\n", "/root/a b.yaml": "a: 1\n"}

    def list(self, lab: str, path: str) -> Listing:
        folder = "/root" if path in ("~", "/root") else path
        entries = [
            FileEntry(name.rpartition("/")[2], "file", len(text))
            for name, text in sorted(self.texts.items())
            if name.rpartition("/")[0] == folder
        ]
        return Listing(folder, tuple(entries), False, "controlplane", "root", "/root")

    def read(self, lab: str, path: str) -> OpenedFile:
        if path not in self.texts:
            raise RefusedError("file", "not-found")
        return OpenedFile(path, self.texts[path], _version(self.texts[path]), True, 0o644)

    def write(self, lab: str, path: str, text: str, before: str | None, parents: bool) -> FileVersion:
        there = _version(self.texts[path]) if path in self.texts else ""
        if before is not None and before != there:
            raise RefusedError("file", "changed" if before else "exists")
        self.texts[path] = text
        return FileVersion(path, _version(text))

    def make_folder(self, lab: str, path: str) -> str:
        return path

    def rename(self, lab: str, path: str, to: str) -> str:
        self.texts[to] = self.texts.pop(path)
        return to

    def remove(self, lab: str, path: str) -> str:
        del self.texts[path]
        return path

    def check(self, lab: str, text: str) -> tuple[Finding, ...]:
        return (Finding(0, 0, 4, "error", "no good"),) if "bad" in text else ()

    def suggest(self, lab: str, text: str, line: int, column: int) -> Suggestions:
        return Suggestions(column, True, (Suggestion("metadata", "ObjectMeta"),))


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
