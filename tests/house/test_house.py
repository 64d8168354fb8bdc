"""The tree stays tidy: small modules and functions, plain names, no clock of its own below the web. A ratchet.

`ALLOWED` may only shrink: an entry is the size of today, and goes when it is no longer needed.
"""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
MODULE_LINES, FUNCTION_LINES = 400, 50
ALLOWED = {}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "base", "manager", "misc", "common"}
# Where the wall clock, chance and threads come in; everything else gets them injected.
WORLDLY = {"time", "random", "uuid", "secrets", "threading", "socket"}
DOORS = {
    "app/sim/randomness.py": {"random"},  # the seeded generator itself
    "app/storage/settings.py": {"secrets"},  # the server's own key
    "app/host/runaway.py": {"time"},  # how long a script computes
    "app/cli/lesson_verify.py": {"time"},  # how long a proof took
    "app/labs/driver.py": {"time"},  # slices of the loop's own time
    "app/labs/gateway.py": {"time"},  # clocks that run with the wall
    "app/labs/listener.py": {"socket"},  # the real port of `kubekata cluster`
    "app/labs/live.py": {"time"},
    "app/labs/residents.py": {"time"},
    "app/labs/runtime.py": {"secrets", "threading"},
    "app/labs/transcripts/play.py": {"time"},  # recordings begin today
}
WALL_CLOCK = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|asyncio\.sleep)\((?!0\))")
CLOCKED = {
    "app/storage/labs.py", "app/storage/models.py",  # when a row was written
    "app/host/activity.py", "app/host/runaway.py",  # what bashkit's own threads need
    "app/labs/asking.py", "app/labs/runtime.py",  # how often the server looks after its labs
}  # fmt: skip
# What looks at a page at once, and does not wait for what comes in its own time.
LOOKS = {
    "all_inner_texts", "all_text_contents", "count", "evaluate", "evaluate_all", "get_attribute", "inner_text",
    "input_value", "is_checked", "is_disabled", "is_enabled", "is_hidden", "is_visible", "last", "screen",
    "text_content",
}  # fmt: skip
LOCAL_PATHS = re.compile(r"/work/(?:main|shared|\.library|seed)|/tmp/brief")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Every text file of the project, as git has it; as the folder has it outside a checkout."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return SOURCES
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@dataclass(frozen=True)
class Facts:
    """What one walk over a module finds: functions with their lines, the first words of imports (in functions too)."""

    functions: list[tuple[str, int]]
    imported: set[str]


@cache
def facts(path: Path) -> Facts:
    found = Facts([], set())
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.functions.append((node.name, (node.end_lineno or node.lineno) - node.lineno + 1))
        elif isinstance(node, ast.Import):
            found.imported.update(item.name.partition(".")[0] for item in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.imported.add(node.module.partition(".")[0])
    return found


def called(node: ast.AST) -> set[str]:
    """The names of what is called in a piece of a module."""
    calls = [found.func for found in ast.walk(node) if isinstance(found, ast.Call)]
    methods = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    return methods | {call.id for call in calls if isinstance(call, ast.Name)}


def test_modules_are_small():
    lines = {relative(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    too_long = {name: count for name, count in lines.items() if count > ALLOWED.get(name, MODULE_LINES)}
    assert too_long == {}, f"more than {MODULE_LINES} lines: split what changes for different reasons"


def test_the_list_of_long_modules_shrinks():
    present = {name for name in ALLOWED if (ROOT / name).exists()}
    needless = [name for name in present if len((ROOT / name).read_text("utf-8").splitlines()) <= MODULE_LINES]
    assert needless == [], "these are short now: take them off the list"
    assert present == set(ALLOWED)


def test_functions_are_small():
    too_long = [
        f"{relative(path)}: {name} has {count} lines"
        for path in SOURCES
        for name, count in facts(path).functions
        if count > FUNCTION_LINES
    ]
    assert too_long == []


def test_modules_are_named_for_what_they_do():
    assert [relative(path) for path in SOURCES if path.stem in FORBIDDEN_NAMES] == []


def test_no_clock_no_chance_below_the_web():
    found = {}
    for path in SOURCES:
        name = relative(path)
        if name.startswith("app/") and not name.startswith("app/web/"):
            foreign = (facts(path).imported & WORLDLY) - DOORS.get(name, set())
            clocks = [] if name in CLOCKED else WALL_CLOCK.findall(path.read_text("utf-8"))
            if foreign or clocks:
                found[name] = sorted(foreign) + clocks
    assert found == {}, "clock and randomness are injected (app/sim)"


def test_the_list_of_doors_is_true():
    assert {name for name, names in DOORS.items() if names - facts(ROOT / name).imported} == set()


def test_nothing_names_somebodys_machine():
    own = Path(__file__)
    texts = ((path, path.read_bytes()) for path in tracked() if path != own and "static/vendor" not in relative(path))
    found = [relative(path) for path, data in texts if LOCAL_PATHS.search(data.decode("utf-8", "ignore"))]
    assert found == []


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    dependencies = tomllib.loads(text)["project"]["dependencies"]
    lines = [line.strip() for line in text.splitlines()]
    explained = {name for name in dependencies for line in lines if re.match(rf'"{re.escape(name)}",\s*# \w', line)}
    silent = sorted(set(dependencies) - explained)
    assert silent == []


@pytest.mark.parametrize("tool", ["pytest -n auto", "pip install -q -e '.[test]'"])
def test_the_readme_says_what_ci_does(tool):
    assert tool in (ROOT / "README.md").read_text("utf-8")
    assert tool in (ROOT / ".ci/run").read_text("utf-8")


def test_every_subcommand_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = [path.stem.replace("_", " ") for path in (ROOT / "app/cli").glob("[a-z]*.py")]
    assert [name for name in commands if f"kubekata {name}" not in readme] == []


def test_the_changelog_says_something():
    assert re.search(r"^- \w", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def test_links_of_the_readme_lead_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_browser_tests_wait_for_what_they_see():
    """`expect`, `until` and `becomes` wait; a bare assertion fails on a slow machine, where the page is not so far."""
    driving = [path for path in SOURCES if "\npytestmark = pytest.mark.browser" in path.read_text("utf-8")]
    bare = [
        f"{relative(path)}:{node.lineno}"
        for path in driving
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Assert) and called(node.test) & LOOKS
    ]
    assert driving and bare == []
