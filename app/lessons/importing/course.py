"""A folder with scenarios as courses of lessons: structure.json, pathways, or simply one folder after the other."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.lessons.importing.found import slug
from app.lessons.importing.lesson import Imported, write_lesson
from app.lessons.importing.scenario import NoScenarioError, read_scenario

MAX_DEPTH = 5
_ADDRESS = re.compile(r"^(?:https?|ssh|git)://|^git@|^github\.com/")


class RefusedError(Exception):
    """An import that cannot begin; says why and what to do."""


@dataclass
class Import:
    """What an import did: lessons, and folders that hold no readable scenario."""

    lessons: list[Imported] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def place_of(word: str) -> Path:
    """The folder that a word on the command line names: a path, one to index.json, or a file:// address."""
    if _ADDRESS.match(word):
        raise RefusedError(f"{word} is an address: `git clone` its repository, and name the folder")
    path = Path(word.removeprefix("file://")).expanduser()
    if path.name in ("index.json", "structure.json") or path.name.endswith("-pathway.json"):
        path = path.parent
    if not path.is_dir():
        raise RefusedError(f"there is no folder {word}")
    return path.resolve()


def import_folder(place: Path, to: Path, course: str = "", *, replace: bool = False) -> Import:
    """Write every scenario in a folder as a lesson into courses below `to`. RefusedError when there is none."""
    result = Import()
    found = list(_scenarios(place, 0))
    if not found:
        raise RefusedError(f"there is no scenario (index.json) in {place}")
    for folder in found:
        parent = place.parent if folder == place else folder.parent
        course_folder = to / (course or slug(parent.name, "imported"))
        try:
            scenario = read_scenario(folder)
        except NoScenarioError as error:
            result.failed.append(str(error))
            continue
        _course_file(course_folder, parent)
        target = _lesson_folder(course_folder, slug(folder.name, slug(scenario.title)), replace=replace)
        result.lessons.append(write_lesson(scenario, target))
    return result


def _scenarios(place: Path, depth: int) -> Iterator[Path]:
    """Folders of scenarios in their courses' order."""
    index = _json(place / "index.json")
    if "details" in index or "backend" in index or (not index and (place / "index.json").is_file()):
        yield place
        return
    if depth > MAX_DEPTH:
        return
    folders = sorted(
        path for path in place.iterdir() if path.is_dir() and not path.name.startswith((".", "node_modules"))
    )
    named = [path for path in _ordered(place) if path in folders]
    for folder in [*named, *(path for path in folders if path not in named)]:
        yield from _scenarios(folder, depth + 1)


def _ordered(place: Path) -> list[Path]:
    """The order that a course's file gives its folders."""
    names: list[str] = []
    for file in [place / "structure.json", place / "index.json", *sorted(place.glob("*-pathway.json"))]:
        structure = _json(file)
        for key in ("items", "courses", "scenarios"):
            entries = structure.get(key)
            for entry in entries if isinstance(entries, list) else []:
                word = entry if isinstance(entry, str) else _first(entry, ("path", "course_id", "scenario_id", "id"))
                names += [word.strip("/").rpartition("/")[2]] if word else []
    return list(dict.fromkeys(place / name for name in names))


def _first(entry: Any, keys: tuple[str, ...]) -> str:
    if not isinstance(entry, dict):
        return ""
    return next((str(entry[key]) for key in keys if isinstance(entry.get(key), str)), "")


def _json(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _course_file(folder: Path, source: Path) -> None:
    """A course's own file, when there is none."""
    if (folder / "course.yaml").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    structure = _json(source / "structure.json")
    title = str(structure.get("title") or source.name.replace("-", " ").replace("_", " ").strip().capitalize())
    description = str(structure.get("description") or f"Scenarios of {source.name}.")
    content = {"title": title, "description": " ".join(description.split()), "languages": ["en"]}
    (folder / "course.yaml").write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")


def _lesson_folder(course: Path, name: str, *, replace: bool) -> Path:
    """A folder for a lesson; the one of an earlier import is refused or replaced."""
    taken = sorted(path.name for path in course.iterdir() if re.fullmatch(r"\d\d-.*", path.name))
    plain = re.sub(r"^\d+-", "", name)
    plain = plain if re.search(r"[a-z]", plain) else f"lesson-{plain}"
    for other in taken:
        if other[3:] == plain:
            if not replace:
                raise RefusedError(f"{course / other} is there already: `--replace` writes it anew")
            shutil.rmtree(course / other)
            return course / other
    number = max((int(other[:2]) for other in taken), default=0) + 1
    return course / f"{number:02d}-{plain}"
