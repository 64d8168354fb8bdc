"""tree: a directory as a tree.

Follows tree 2.1 tree.c: listdir, unix.c: unix_report.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from fnmatch import fnmatchcase

from app.host.files import Stat
from app.host.invocation import Invocation
from app.host.modes import letters
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "tree [-adfhpsFDuLPIC] [-L level] [-P pattern] [-I pattern] [--dirsfirst] [--noreport] [directory ...]",
    "",
    (
        Option("a", "", "", "All files are listed"),
        Option("d", "", "", "List directories only"),
        Option("f", "", "", "Print the full path prefix for each file"),
        Option("h", "", "", "Print the size in a more human readable way"),
        Option("s", "", "", "Print the size in bytes of each file"),
        Option("p", "", "", "Print the protections for each file"),
        Option("F", "", "", "Appends '/', '=', '*', '@', '|' or '>' as per ls -F"),
        Option("i", "", "", "Don't print indentation lines"),
        Option("n", "", "", "Turn colorization off always"),
        Option("C", "", "", "Turn colorization on always"),
        Option("r", "", "", "Reverse the order of the sort"),
        Option("t", "", "", "Sort files by last modification time"),
        Option("L", "", "level", "Descend only level directories deep"),
        Option("P", "", "pattern", "List only those files that match the pattern given"),
        Option("I", "", "pattern", "Do not list files that match the given pattern"),
        Option("", "dirsfirst", "", "List directories before files"),
        Option("", "noreport", "", "Turn off file/directory count at end of tree listing"),
    ),
)


@dataclass
class _Count:
    folders: int = 0
    files: int = 0


async def main(run: Invocation) -> int:
    """Print it."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    level = options.last("L")
    if "L" in options and (not level.isdigit() or level == "0"):
        return await run.fail("Invalid level, must be greater than 0.")
    count, lines, status = _Count(), [], 0
    for name in options.operands or ["."]:
        if run.kind_of(name) != "directory":
            lines.append(f"{name}  [error opening dir]\n")
            status = 2
            continue
        count.folders += 1
        lines.append(f"{_facts(run.stat(name), options)}{name}\n")
        _inside(run, options, name, "", 1, lines, count)
    if "noreport" not in options:
        folders = f"{count.folders} director{'y' if count.folders == 1 else 'ies'}"
        files = "" if "d" in options else f", {count.files} file{'' if count.files == 1 else 's'}"
        lines.append(f"\n{folders}{files}\n")
    await run.stdout.write("".join(lines))
    return status


def _entries(run: Invocation, options: Options, folder: str) -> list[tuple[str, Stat]]:
    found = []
    for name in run.list_directory(folder):
        stat = run.files.stat(run.path(posixpath.join(folder, name)), follow=False)
        directory = stat.kind == "directory"
        if ("a" not in options and name.startswith(".")) or ("d" in options and not directory):
            continue
        if any(fnmatchcase(name, part) for one in options.all("I") for part in one.split("|")):
            continue
        if (
            "P" in options
            and not directory
            and not any(fnmatchcase(name, part) for one in options.all("P") for part in one.split("|"))
        ):
            continue
        found.append((name, stat))
    if "t" in options:
        found.sort(key=lambda one: one[1].modified)
    if "r" in options:
        found.reverse()
    if "dirsfirst" in options:
        found.sort(key=lambda one: one[1].kind != "directory")
    return found


def _inside(run: Invocation, options: Options, folder: str, indent: str, depth: int, lines: list[str],
            count: _Count) -> None:  # fmt: skip
    limit = options.last("L")
    if limit and depth > int(limit):
        return
    entries = _entries(run, options, folder)
    for at, (name, stat) in enumerate(entries):
        last = at == len(entries) - 1
        directory = stat.kind == "directory"
        count.folders += directory
        count.files += not directory
        path = posixpath.join(folder, name)
        branch = "" if "i" in options else indent + ("└── " if last else "├── ")
        shown = (path if "f" in options else name) + _end(run, options, path, stat)
        lines.append(f"{branch}{_facts(stat, options)}{shown}\n")
        if directory:
            _inside(run, options, path, indent + ("    " if last else "│\xa0\xa0 "), depth + 1, lines, count)


def _end(run: Invocation, options: Options, path: str, stat: Stat) -> str:
    if stat.kind == "symlink":
        return f" -> {run.files.read_link(run.path(path))}"
    if "F" in options:
        return "/" if stat.kind == "directory" else "*" if stat.mode & 0o111 else ""
    return ""


def _facts(stat: Stat, options: Options) -> str:
    parts = []
    if "p" in options:
        parts.append({"directory": "d", "symlink": "l"}.get(stat.kind, "-") + letters(stat.mode))
    size = 4096 if stat.kind == "directory" else stat.size
    if "h" in options:
        scaled = f"{size / 1024:.1f}K" if size >= 1024 else str(size)
        parts.append(f"{scaled:>4}")
    elif "s" in options:
        parts.append(f"{size:>11}")
    return f"[{' '.join(parts)}]  " if parts else ""
