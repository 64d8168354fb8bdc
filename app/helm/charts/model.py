"""A chart in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class File:
    """A file of a chart: its path inside, its bytes, when it was changed (nanoseconds since 1970)."""

    name: str
    data: bytes
    modified: int = 0

    @property
    def text(self) -> str:
        """The contents as text."""
        return self.data.decode("utf-8", "surrogateescape")


@dataclass
class Chart:
    """A chart and those inside it. `metadata` is Chart.yaml as Helm understood it, empty fields left out."""

    metadata: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    templates: list[File] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    raw: list[File] = field(default_factory=list)
    schema: bytes | None = None
    lock: dict[str, Any] | None = None
    dependencies: list[Chart] = field(default_factory=list)
    parent: Chart | None = None

    @property
    def name(self) -> str:
        """The chart's name, or the alias it goes by in its parent."""
        return str(self.metadata.get("name", ""))

    @property
    def full_path(self) -> str:
        """`parent/charts/name`: the folder under which templates are named."""
        return self.name if self.parent is None else f"{self.parent.full_path}/charts/{self.name}"

    def file(self, name: str) -> File | None:
        """One of the raw files."""
        return next((file for file in self.raw if file.name == name), None)

    def with_subcharts(self) -> Iterator[Chart]:
        """The chart, then those inside."""
        yield self
        for child in self.dependencies:
            yield from child.with_subcharts()

    def adopt(self, children: list[Chart]) -> None:
        """Have exactly these subcharts."""
        self.dependencies = children
        for child in children:
            child.parent = self

    def crds(self) -> list[tuple[str, File]]:
        """(file name under the chart's path, file) of what lies in crds/ folders."""
        own = [
            (f"{self.full_path}/{file.name}", file)
            for file in self.files
            if file.name.startswith("crds/") and file.name.endswith((".yaml", ".yml", ".json"))
        ]
        return own + [crd for child in self.dependencies for crd in child.crds()]
