"""A scenario as a lesson of ours: what is written into its folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from app.lessons.importing import texts
from app.lessons.importing.assets import Assets
from app.lessons.importing.found import Notes
from app.lessons.importing.links import in_commands
from app.lessons.importing.platform import programs
from app.lessons.importing.scenario import Page, Part, Scenario
from app.lessons.importing.solution import Solver, chosen
from app.lessons.importing.world import Machines, machines
from app.lessons.reading.scripts import other_interpreter

LEVELS = {"beginner": "beginner", "easy": "beginner", "intermediate": "intermediate", "medium": "intermediate",
          "advanced": "advanced", "hard": "advanced", "expert": "advanced"}  # fmt: skip
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(\s*<?([^)\s>]+)[^)\n]*\)")
LICENCES = ("LICENSE", "LICENCE", "COPYING", "NOTICE")
_SOLUTION = re.compile(r"\b(?:solutions?|answers?|solve)\b", re.I)
_DONE = re.compile(r"\becho\s+(?:-n\s+)?[\"']?done[\"']?", re.I)
_FAILS = re.compile(r"\bexit\s+(?:[1-9]|\$)|\breturn\s+[1-9]|&&\s*echo\s+(?:-n\s+)?[\"']?done|^set\s+-\w*e", re.M)


@dataclass
class Imported:
    """A lesson that was made: where it is, and what was noted on the way."""

    scenario: Path
    title: str
    folder: Path
    steps: int = 0
    verified: int = 0
    notes: Notes = field(default_factory=Notes)


class _Lesson:
    """Writes one lesson."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario, self.folder, self.notes = scenario, folder, scenario.notes
        self.release = "1.8" if _old_run(scenario) else "1.36"
        self.machines: Machines = machines(
            scenario.imageid, self.notes, classic=self.release == "1.8", text=_all_text(scenario)
        )
        self.assets = Assets(scenario, folder, self.machines)
        self.solver = Solver("", self.notes)
        self.terminals = 2 if scenario.layout.startswith("terminal-terminal") else 1
        self.verified = 0
        self._used: set[str] = set()  # texts that are the solution of the step before them

    def write(self) -> Imported:
        """Write everything."""
        self.folder.mkdir(parents=True)
        scenario = self.scenario
        steps = [self._step("intro", scenario.intro)] if scenario.intro else []
        for number, page in enumerate(scenario.steps, 1):
            steps.append(self._step(f"step-{number}", page, self._shown_elsewhere(number)))
        if not steps:
            self.notes.add("index.json", 1, "there are no steps", "write one")
            steps = [self._step("intro", Page(title=scenario.title))]
        self._finish(scenario.finish)
        files = self.assets.machine_files()
        brought = [str(entry["to"]) for entry in files]
        files += programs(_all_text(scenario), brought, self.machines.cluster, self.folder)
        head: dict[str, Any] = {
            "title": scenario.title,
            "description": _line(scenario.description) or scenario.title,
            "release": self.release,
            "level": LEVELS.get(scenario.difficulty.lower(), "beginner"),
            "minutes": _minutes(scenario.time, len(scenario.steps)),
            "origin": f"{scenario.folder.name} ({scenario.imageid or 'no environment'})",
            "terminals": self.terminals,
        }
        if self.machines.cluster != "kubeadm":
            head["cluster"] = self.machines.cluster
        else:
            head["nodes"] = list(self.machines.nodes)
        content = head | ({"files": files} if files else {}) | {"steps": steps}
        text = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
        (self.folder / "lesson.yaml").write_text(text, encoding="utf-8")
        self._licences()
        return Imported(scenario.folder, scenario.title, self.folder, len(scenario.steps), self.verified, self.notes)

    def _shown_elsewhere(self, number: int) -> Page | None:
        """The next page, or the last one, when it is the solution of a step."""
        after = [*self.scenario.steps[number : number + 1], *([self.scenario.finish] if self.scenario.finish else [])]
        for page in after:
            name = Path(page.text.name).stem if page.text else ""
            if page.verify is None and (_SOLUTION.search(page.title) or _SOLUTION.search(name)):
                return page
        text = self.scenario.steps[number - 1].text
        for name in (
            (f"{Path(text.name).stem}-answer.md", f"{Path(text.name).stem}-solution.md", "solution.md") if text else ()
        ):
            path = (self.scenario.folder / text.name).with_name(name) if text else Path()
            if path.is_file():
                return Page(
                    text=Part(path.relative_to(self.scenario.folder).as_posix(), path.read_text("utf-8", "replace"))
                )
        return None

    def _step(self, name: str, page: Page, shown: Page | None = None) -> dict[str, Any]:
        converted = self._page(page)
        title = page.title or converted.title or ("Introduction" if name == "intro" else name)
        body = converted.text.strip() or self.scenario.description or title
        (self.folder / f"{name}.en.md").write_text(f"# {_line(title)}\n\n{body}\n", encoding="utf-8")
        self.terminals = max(self.terminals, converted.terminals)
        step: dict[str, Any] = {"id": name}
        for what, part in (("background", page.background), ("foreground", page.foreground)):
            if part is not None and part.text.strip():
                step[what] = self._script(f"{name}-{what}", part)
        questions = list({question["says"]: question for question in converted.questions}.values())
        if questions:
            step["checks"] = questions
        if page.verify is not None and page.verify.text.strip():
            step["checks"] = [*questions, self._check(name, title, page.verify)]
            self.verified += 1
        used = page.text is not None and page.text.name in self._used
        solution = [] if used else self._solution(name, page, converted)
        if not solution and page.verify is not None and shown is not None and shown.text is not None:
            self._used.add(shown.text.name)
            notes, self.notes = self.notes, Notes()
            solution, self.notes = self._solution(name, replace(page, text=shown.text), self._page(shown)), notes
        if solution:
            step["solution"] = solution
        elif page.verify is not None and "checks" in step:
            file = page.text.name if page.text else "index.json"
            self.notes.add(file, 1, "no commands that solve the step were found", "add `solution:` to verify it")
        return step

    def _page(self, page: Page) -> texts.Page:
        if page.text is None:
            return texts.Page()
        converted = texts.convert(page.text.text, page.text.name, self.machines, self.scenario.editor_path, self.notes)
        kept = self.assets.pictures(page.text.name, converted.pictures)
        converted.text = _PICTURE.sub(lambda found: _picture(found, kept), converted.text)
        return converted

    def _check(self, name: str, title: str, verify: Part) -> dict[str, Any]:
        check: dict[str, Any] = {"says": _line(title), "script": self._script(f"{name}-verify", verify)}
        if _DONE.search(verify.text) and not _FAILS.search(verify.text):
            check["prints"] = "done"
        return check

    def _solution(self, name: str, page: Page, converted: texts.Page) -> list[Any]:
        if page.solve is not None:
            return [{"script": self._script(f"{name}-solution", page.solve)}]
        self.solver.file = page.text.name if page.text else "index.json"
        verified = any(one.verify is not None for one in self.scenario.steps)
        commands = chosen(converted.commands, needed=verified and name != "intro")
        return self.solver.actions(commands, self.machines.names[-1])

    def _script(self, name: str, part: Part) -> str:
        """Write a script into the lesson; its name there."""
        if found := other_interpreter(part.text):
            self.notes.add(part.name, 1, f"a script for {found}, which does not run here", "write it for bash")
        text = in_commands(part.text, self.machines)
        path = self.folder / "scripts" / f"{name}.sh"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text if not found else f"# written for {found}:\nfalse\n", encoding="utf-8")
        return f"scripts/{name}.sh"

    def _finish(self, page: Page | None) -> None:
        if page is None:
            return
        converted = self._page(page)
        if page.background or page.foreground:
            self.notes.add("index.json", 1, "the scripts of `finish` were left out", "let the last step do it")
        if converted.text.strip():
            title = f"# {_line(converted.title or page.title or 'Well done')}\n\n"
            (self.folder / "finish.en.md").write_text(title + converted.text, encoding="utf-8")

    def _licences(self) -> None:
        """The texts are their author's: keep the licence that lies beside the scenario or above it."""
        for place in (self.scenario.folder, *self.scenario.folder.parents[:3]):
            found = [path for path in sorted(place.glob("*")) if path.is_file() and path.stem.upper() in LICENCES]
            for path in found:
                shutil.copyfile(path, self.folder / f"{path.stem}{path.suffix if path.suffix != '.md' else '.txt'}")
            if found or (place / ".git").exists():
                return


def _all_text(scenario: Scenario) -> str:
    """Everything that a scenario says and runs."""
    pages = [scenario.intro, *scenario.steps]
    parts = [part for page in pages if page for part in (page.text, page.background, page.foreground, page.verify)]
    return "\n".join(part.text for part in parts if part)


def _old_run(scenario: Scenario) -> bool:
    """Whether `kubectl run` is meant to make a Deployment, as it did before 1.18."""
    text = _all_text(scenario)
    names = re.findall(r"kubectl run (?!-)([\w-]+)(?![^\n]*--restart)", text)
    made = re.findall(r"create deploy(?:ment)? ([\w-]+)", text)
    return any(re.search(rf"deploy(?:ment)?s?(?:\.apps)?[/ ]{name}\b", text) for name in names if name not in made)


def write_lesson(scenario: Scenario, folder: Path) -> Imported:
    """Write a scenario as a lesson into a folder that is not there yet."""
    return _Lesson(scenario, folder).write()


def _picture(found: re.Match[str], kept: Mapping[str, str]) -> str:
    """A picture under its new name; its words alone when it was left out."""
    words, name = found[1].strip(), found[2]
    return f"![{words or Path(name).stem}]({kept[name]})" if name in kept else words


def _line(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def _minutes(time: str, steps: int) -> int:
    numbers = [int(number) for number in re.findall(r"\d+", time)]
    return max(1, min(600, max(numbers))) if numbers else max(5, 5 * steps)


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not re.search(r"[ \t]\n|\t", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
