"""Files of a scenario: those that its machines get, and the pictures of its texts."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.lessons.importing.scenario import Asset, Scenario
from app.lessons.importing.world import Machines
from app.lessons.markdown import PICTURE
from app.sim.limits import LIMITS


class Assets:
    """Copies what is needed into a lesson's folder."""

    def __init__(self, scenario: Scenario, folder: Path, machines: Machines) -> None:
        self.scenario, self.folder, self.machines, self.notes = scenario, folder, machines, scenario.notes

    def machine_files(self) -> list[dict[str, Any]]:
        """Entries of `files:`."""
        found: list[dict[str, Any]] = []
        for asset in self.scenario.assets:
            paths = self._paths(asset)
            if not paths:
                self.notes.add("index.json", 1, f"no file {asset.file!r} in the folder assets", "it was left out")
            found += [entry for path in paths if (entry := self._entry(asset, path)) is not None]
        return found

    def _paths(self, asset: Asset) -> list[Path]:
        below = self.scenario.folder / "assets"
        pattern = asset.file.removeprefix("./").lstrip("/")
        if ".." in Path(pattern).parts or not below.is_dir():
            return []
        if any(mark in pattern for mark in "*?["):
            return sorted(path for path in below.glob(pattern) if path.is_file())
        path = below / pattern
        return [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())

    def _entry(self, asset: Asset, path: Path) -> dict[str, Any] | None:
        below = path.relative_to(self.scenario.folder / "assets").as_posix()
        if path.stat().st_size > LIMITS.file_bytes:
            self.notes.add(f"assets/{below}", 1, "the file is too large for the machine", "make it smaller")
            return None
        kept = f"assets/{below}"
        self._copy(path, kept)
        target = asset.target.replace("~", "/root", 1) if asset.target.startswith("~") else asset.target
        target = posixpath.join("/root", target)
        to = posixpath.normpath(posixpath.join(target, path.name))
        entry: dict[str, Any] = {"from": kept, "to": to}
        mode = asset.mode.strip().lstrip("0") or ""
        if mode.startswith("+x") or (not mode and path.stat().st_mode & 0o100):
            entry["mode"] = "755"
        elif len(mode) == 3 and mode.isdigit() and set(mode) <= set("01234567"):
            entry["mode"] = mode
        elif mode:
            self.notes.add("index.json", 1, f"chmod {asset.mode!r} of {asset.file!r} was left out", "write 755")
        if (node := self.machines.of(asset.machine)) != self.machines.names[0]:
            entry["node"] = node
        return entry

    def pictures(self, file: str, found: Iterable[tuple[str, int]]) -> dict[str, str]:
        """Put a text's pictures beside the lesson: their new names. Those that are not there are noted."""
        names: dict[str, str] = {}
        for name, line in found:
            if "://" in name or name.startswith(("data:", "//")):
                self.notes.add(file, line, f"the picture {name} lies elsewhere", "it is not shown")
                continue
            path = self._picture(file, name)
            if path is None:
                self.notes.add(file, line, f"there is no picture {name}", "it was left out")
                continue
            plain = re.sub(r"[^A-Za-z0-9._-]+", "-", path.name).lstrip("-._")
            if not PICTURE.fullmatch(plain):
                self.notes.add(file, line, f"the picture {name} is of a kind that pages do not show", "make it a PNG")
                continue
            self._copy(path, plain)
            names[name] = plain
        return names

    def _picture(self, file: str, name: str) -> Path | None:
        root = self.scenario.folder
        plain = name.partition("?")[0].removeprefix("./")
        for place in (root / Path(file).parent, root, root / "assets", root.parent):
            path = place / plain.lstrip("/")
            if path.is_file() and path.resolve().is_relative_to(root.parent.resolve()):
                return path
        return None

    def _copy(self, path: Path, kept: str) -> None:
        target = self.folder / kept
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
