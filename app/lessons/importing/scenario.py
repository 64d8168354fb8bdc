"""A scenario's folder as data: index.json and the files that it names, in both dialects, whatever is missing or odd."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.lessons.importing.found import Notes
from app.lessons.reading.source import MAX_BYTES

SOLVE_NAMES = ("solution.sh", "solve.sh", "solver.sh", "answer.sh")


@dataclass(frozen=True)
class Part:
    """A file of a scenario: its name there and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Page:
    """The introduction, a step or the end. Absent files are None."""

    title: str = ""
    text: Part | None = None
    background: Part | None = None
    foreground: Part | None = None
    verify: Part | None = None
    solve: Part | None = None


@dataclass(frozen=True)
class Asset:
    """A file for a machine: `file` may be a glob below the folder `assets`."""

    machine: str
    file: str
    target: str
    mode: str


@dataclass(frozen=True)
class Scenario:
    """What index.json says."""

    folder: Path
    title: str
    description: str
    difficulty: str
    time: str
    imageid: str
    layout: str
    editor_path: str
    intro: Page | None
    steps: tuple[Page, ...]
    finish: Page | None
    assets: tuple[Asset, ...] = ()
    notes: Notes = field(default_factory=Notes)


class NoScenarioError(Exception):
    """A folder without a readable index.json."""


def read_scenario(folder: Path) -> Scenario:
    """The scenario of a folder; NoScenarioError when index.json cannot be read."""
    notes = Notes()
    index = _index(folder)
    details = _mapping(index.get("details"))
    environment, interface = _mapping(index.get("environment")), _mapping(index.get("interface"))
    backend = _mapping(index.get("backend"))
    reader = _Reader(folder, notes)
    steps = details.get("steps")
    found = Scenario(
        folder=folder,
        title=_text(index.get("title")) or _text(index.get("pathwayTitle")) or folder.name,
        description=_text(index.get("description")),
        difficulty=_text(index.get("difficulty")),
        time=_text(index.get("time")),
        imageid=_text(backend.get("imageid")) or _text(backend.get("dockerimage")),
        layout=_text(environment.get("uilayout")) or _text(interface.get("layout")),
        editor_path=_text(environment.get("uieditorpath")) or "/root",
        intro=reader.page(details.get("intro"), ""),
        steps=tuple(
            page
            for number, step in enumerate(steps if isinstance(steps, list) else [], 1)
            if (page := reader.page(step, f"Step {number}")) is not None
        ),
        finish=reader.page(details.get("finish"), ""),
        assets=tuple(_assets(details.get("assets"))),
        notes=notes,
    )
    _report_left_out(index, environment, notes)
    return found


def _index(folder: Path) -> dict[str, Any]:
    try:
        data = (folder / "index.json").read_bytes()
        index = json.loads(data[:MAX_BYTES].decode("utf-8-sig"), strict=False)
    except (OSError, ValueError) as error:
        raise NoScenarioError(f"{folder / 'index.json'} cannot be read: {error}") from None
    if not isinstance(index, dict):
        raise NoScenarioError(f"{folder / 'index.json'} is no mapping")
    return index


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""


class _Reader:
    """Reads the files that a scenario names, and notes those that are not there."""

    def __init__(self, folder: Path, notes: Notes) -> None:
        self.folder, self.notes = folder, notes

    def page(self, value: Any, title: str) -> Page | None:
        """The introduction, a step or the end; None when there is none."""
        if isinstance(value, str):
            value = {"text": value}
        if not isinstance(value, dict):
            return None
        text = self.part(value.get("text"), "text")
        verify = self.part(value.get("verify"), "verify")
        page = Page(
            title=_text(value.get("title")) or title,
            text=text,
            background=self.part(value.get("background") or value.get("courseData"), "background"),
            foreground=self.part(value.get("foreground") or value.get("code"), "foreground"),
            verify=verify,
            solve=self._solve(_text(value.get("solution")) or _text(value.get("solve")), text, verify),
        )
        if value.get("background") and value.get("courseData"):
            self.notes.add("index.json", 1, "`background` and `courseData` are both set", "only `background` was taken")
        for key in ("hint", "answer"):
            if value.get(key):
                self.notes.add("index.json", 1, f"`{key}` of {page.title!r} was left out", "make it the check's hint")
        return page

    def part(self, value: Any, what: str) -> Part | None:
        """A file by its name, which may stand in a mapping of machines to files."""
        if isinstance(value, dict):
            value = next(iter(value.values()), None)
        if isinstance(value, list):
            value = value[0] if value else None
        name = _text(value)
        if not name:
            return None
        path = self._find(name)
        if path is None:
            self.notes.add("index.json", 1, f"there is no file {name!r} ({what})", "it was left out")
            return None
        return Part(path.relative_to(self.folder).as_posix(), _decoded(path))

    def _find(self, name: str) -> Path | None:
        path = self.folder / name.removeprefix("./").lstrip("/")
        below = path.resolve().is_relative_to(self.folder.resolve())
        if below and path.is_file():
            return path
        wanted = name.removeprefix("./").lower()
        candidates = (found for found in sorted(self.folder.rglob("*")) if found.is_file())
        return next((one for one in candidates if one.relative_to(self.folder).as_posix().lower() == wanted), None)

    def _solve(self, name: str, text: Part | None, verify: Part | None) -> Part | None:
        """The script that solves a step, where authors keep one beside its text."""
        if name.endswith(".sh"):
            return self.part(name, "solution")
        for part in (verify, text):
            place = self.folder / part.name if part else None
            if place is None or place.parent == self.folder:
                continue
            for candidate in SOLVE_NAMES:
                if (place.parent / candidate).is_file():
                    found = place.parent / candidate
                    return Part(found.relative_to(self.folder).as_posix(), _decoded(found))
        return None


def _decoded(path: Path) -> str:
    with path.open("rb") as file:
        text = file.read(MAX_BYTES).decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _assets(value: Any) -> list[Asset]:
    found = []
    for machine, entries in _mapping(value).items():
        for entry in entries if isinstance(entries, list) else []:
            keys = _mapping(entry)
            if file := _text(keys.get("file")):
                target, mode = _text(keys.get("target")) or "/root", _text(keys.get("chmod"))
                found.append(Asset(machine, file, target, mode))
    return found


def _report_left_out(index: dict[str, Any], environment: dict[str, Any], notes: Notes) -> None:
    if environment.get("showdashboard") or environment.get("dashboards"):
        notes.add("index.json", 1, "tabs beside the terminal (`dashboards`) were left out",
                  "link to lab:// in the text")  # fmt: skip
    if environment.get("showide") or "editor" in _text(environment.get("uilayout")):
        notes.add("index.json", 1, "there is no editor pane", "a click on a block for a file runs a command")
    if index.get("type") and "challenge" in str(index["type"]):
        notes.add("index.json", 1, "a challenge: its tasks became steps", "its hints and its solver were left out")
