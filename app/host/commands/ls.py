"""ls: list files, as GNU coreutils does for root."""

from __future__ import annotations

import posixpath
import re
import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from app.host.accounts import group_name, user_name
from app.host.files import Stat
from app.host.invocation import Invocation
from app.host.modes import letters
from app.host.options import Option, Options, Usage
from app.host.strftime import formatted
from app.host.units import columns, human

USAGE = Usage(
    "ls [OPTION]... [FILE]...",
    "List information about the FILEs (the current directory by default).",
    (
        Option("a", "all", "", "do not ignore entries starting with ."),
        Option("A", "almost-all", "", "do not list implied . and .."),
        Option("l", "", "", "use a long listing format"),
        Option("h", "human-readable", "", "with -l, print sizes like 1K 234M 2G etc."),
        Option("1", "", "", "list one file per line"),
        Option("C", "", "", "list entries by columns"),
        Option("x", "", "", "list entries by lines instead of by columns"),
        Option("d", "directory", "", "list directories themselves, not their contents"),
        Option("F", "classify", "", "append indicator (one of */=>@|) to entries"),
        Option("p", "", "", "append / indicator to directories"),
        Option("R", "recursive", "", "list subdirectories recursively"),
        Option("m", "", "", "fill width with a comma separated list of entries"),
        Option("X", "", "", "sort alphabetically by entry extension"),
        Option("U", "", "", "do not sort; list entries in directory order"),
        Option("v", "", "", "natural sort of (version) numbers within text"),
        Option("c", "", "", "with -lt: sort by, and show, ctime"),
        Option("u", "", "", "with -lt: sort by, and show, access time"),
        Option("L", "dereference", "", "show information for the file a symbolic link references"),
        Option("w", "width", "COLS", "set output width to COLS"),
        Option("N", "literal", "", "print entry names without quoting"),
        Option("r", "reverse", "", "reverse order while sorting"),
        Option("t", "", "", "sort by time, newest first"),
        Option("S", "", "", "sort by file size, largest first"),
        Option("n", "numeric-uid-gid", "", "like -l, but list numeric user and group IDs"),
        Option("g", "", "", "like -l, but do not list owner"),
        Option("o", "", "", "like -l, but do not list group information"),
        Option("Q", "quote-name", "", "enclose entry names in double quotes"),
        Option("i", "inode", "", "print the index number of each file"),
        Option("s", "size", "", "print the allocated size of each file, in blocks"),
        Option("", "color", "", "color the output"),
        Option("I", "ignore", "PATTERN", "do not list implied entries matching shell PATTERN"),
        Option("", "hide", "PATTERN", "do not list implied entries matching shell PATTERN"),
        Option("", "sort", "WORD", "sort by WORD: none (-U), size (-S), time (-t), version (-v), extension (-X)"),
        Option("k", "kibibytes", "", "default to 1024-byte blocks for disk usage"),
        Option("b", "escape", "", "print C-style escapes for nongraphic characters"),
        Option("q", "hide-control-chars", "", "print ? instead of nongraphic characters"),
        Option("", "time-style", "STYLE", "time/date format with -l: full-iso, long-iso, iso"),
        Option("", "full-time", "", "like -l --time-style=full-iso"),
        Option("", "group-directories-first", "", "group directories before files"),
    ),
    status=2,
)
COLORS = {"directory": "01;34", "symlink": "01;36"}
NUMBERS = re.compile(r"(\d+)")
SIX_MONTHS = 15778476
SORTS = {"none": "U", "size": "S", "time": "t", "version": "v", "extension": "X", "name": "", "": ""}
COLOR_WORDS = {
    **dict.fromkeys(("always", "yes", "force"), "always"),
    **dict.fromkeys(("never", "no", "none"), "never"),
    **dict.fromkeys(("auto", "tty", "if-tty"), "auto"),
}
VALID = (
    "Valid arguments are:\n  - ‘always’, ‘yes’, ‘force’\n  - ‘never’, ‘no’, ‘none’\n"
    "  - ‘auto’, ‘tty’, ‘if-tty’\nTry 'ls --help' for more information.\n"
)


@dataclass(frozen=True)
class Entry:
    """A file to list: its name as shown, its path and what is there."""

    name: str
    path: str
    stat: Stat


async def main(run: Invocation) -> int:
    """List."""
    color = next((a.partition("=")[2] or "always" for a in run.args if a.startswith("--color")), "never")
    if color not in COLOR_WORDS:
        await run.stderr.write(f"ls: invalid argument ‘{color}’ for ‘--color’\n{VALID}")
        return 2 if run.host.ash else 1
    color = COLOR_WORDS[color]
    run.argv = ["--color" if a.startswith("--color=") else a for a in run.argv]
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if options.last("sort") not in SORTS:
        return await options.wrong(f"invalid argument ‘{options.last('sort')}’ for ‘--sort’")
    work = _Listing(run, options, color == "always" or (color == "auto" and run.stdout.isatty))
    files: list[Entry] = []
    folders: list[Entry] = []
    status = 0
    for name in options.operands or ["."]:
        try:
            follow = not {"l", "classify"} & set(options.values) or "dereference" in options
            follow = follow or name.endswith("/")
            entry = work.entry(name, name, follow=follow)
            if name.endswith("/") and entry.stat.kind == "file":
                raise NotADirectoryError(20, "Not a directory")
        except OSError as error:
            where = f"{name}" if run.host.ash else f"cannot access '{name}'"
            await run.stderr.write(f"ls: {where}: {error.strerror}\n")
            status = 2
            continue
        (folders if entry.stat.kind == "directory" and "directory" not in options else files).append(entry)
    text = work.show(work.sorted(files)) if files else ""
    many = len(folders) + len(files) > 1 or status or "recursive" in options
    for folder in work.sorted(folders):
        try:
            text += work.folder(folder, header=bool(many), first=not text)
        except OSError as error:
            what = "can't open" if run.host.ash else "cannot open directory"
            await run.stderr.write(f"ls: {what} '{folder.name}': {error.strerror}\n")
            status = 2
    await run.stdout.write(text)
    return status


class _Listing:
    def __init__(self, run: Invocation, options: Options, color: bool) -> None:
        self.run, self.options, self.color = run, options, color
        self.widest = 1
        self.reset = "\x1b[0m"  # before the first colour only
        self.long = any(letter in options for letter in ("l", "numeric-uid-gid", "g", "o", "full-time"))

    def entry(self, name: str, path: str, *, follow: bool = False) -> Entry:
        full = self.run.path(path)
        stat = self.run.files.stat(full, follow=False)
        if stat.kind == "symlink" and follow and self.run.files.exists(full):
            stat = self.run.files.stat(full)
        return Entry(name, full, stat)

    def sorted(self, entries: list[Entry]) -> list[Entry]:
        options = self.options
        found = sorted(entries, key=lambda entry: entry.name)
        word = SORTS.get(options.last("sort"), "")
        if "t" in options or word == "t":
            found.sort(key=lambda entry: -entry.stat.modified)
        elif "S" in options or word == "S":
            found.sort(key=lambda entry: -(4096 if entry.stat.kind == "directory" else entry.stat.size))
        elif "X" in options or word == "X":
            found.sort(key=lambda entry: posixpath.splitext(entry.name)[1])
        elif "v" in options or word == "v":
            found.sort(key=lambda entry: [int(part) if part.isdigit() else part for part in NUMBERS.split(entry.name)])
        if "reverse" in options:
            found.reverse()
        if "group-directories-first" in options:
            found.sort(key=lambda entry: entry.stat.kind != "directory")
        return found

    def folder(self, folder: Entry, *, header: bool, first: bool) -> str:
        options = self.options
        names = self.run.files.list_directory(folder.path)
        if "all" not in options and "almost-all" not in options:
            names = [name for name in names if not name.startswith(".")]
        patterns = options.all("ignore") + ([] if {"all", "almost-all"} & set(options.values) else options.all("hide"))
        names = [name for name in names if not any(fnmatchcase(name, pattern) for pattern in patterns)]
        entries = self.sorted([self.entry(name, posixpath.join(folder.path, name)) for name in names])
        inside = [entry for entry in entries if entry.stat.kind == "directory"]
        if "all" in options:
            up = posixpath.dirname(folder.path.rstrip("/")) or "/"
            entries = [self.entry(".", folder.path, follow=True), self.entry("..", up), *entries]
        text = ("" if first else "\n") + (f"{folder.name}:\n" if header else "")
        if self.long or "size" in options:
            text += f"total {sum(map(blocks, entries))}\n"
        text += self.show(entries)
        if "recursive" in options:
            for entry in inside:
                text += self.folder(Entry(posixpath.join(folder.name, entry.name), entry.path, entry.stat), header=True,
                                    first=False)  # fmt: skip
        return text

    def show(self, entries: list[Entry]) -> str:
        options, tty = self.options, self.run.stdout.isatty
        self.widest = max((len(str(blocks(entry))) for entry in entries), default=1)
        if self.long:
            return self._long(entries)
        prefixes = [self._prefix(entry) for entry in entries]
        names = [prefix + self.shown(entry) for prefix, entry in zip(prefixes, entries, strict=True)]
        if "m" in options and "1" not in options:
            return textwrap.fill(", ".join(names), self._width(), break_long_words=False, break_on_hyphens=False) + "\n"
        if "1" in options or not (tty or "C" in options or "x" in options):
            return "".join(f"{prefix}{self.shown(entry, color=self.color)}\n"
                           for prefix, entry in zip(prefixes, entries, strict=True))  # fmt: skip
        shown = [prefix + self.shown(entry, color=self.color) for prefix, entry in zip(prefixes, entries, strict=True)]
        tabs = not self.color and not self.run.host.ash
        lines = columns(names, self._width(), across="x" in options, shown=shown, tabs=tabs)
        return "".join(line + "\n" for line in lines)

    def _width(self) -> int:
        wanted = self.options.last("width")
        return int(wanted) if wanted.isdigit() else self.run.terminal.columns if self.run.terminal else 80

    def _prefix(self, entry: Entry) -> str:
        inode = f"{inode_of(entry.path)} " if "inode" in self.options else ""
        return inode + (f"{blocks(entry):>{self.widest}} " if "size" in self.options else "")

    def shown(self, entry: Entry, *, color: bool = False) -> str:
        """A name with its quotes, colour and indicator."""
        name = entry.name
        if "quote-name" in self.options:
            name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        elif (
            "literal" not in self.options
            and self.run.stdout.isatty
            and any(char in name for char in " '\"$&|;<>()*?\\!`")
        ):
            name = f"'{name}'" if "'" not in name else f'"{name}"'
        code = COLORS.get(entry.stat.kind) or ("01;32" if entry.stat.mode & 0o111 else "")
        if color and code:
            name = f"{self.reset}\x1b[{code}m{name}\x1b[0m"
            self.reset = ""
        if "classify" in self.options or "p" in self.options:
            if entry.stat.kind == "directory":
                return name + "/"
            if "classify" in self.options and entry.stat.kind == "symlink":
                return name + ("" if self.long else "@")
            if "classify" in self.options and entry.stat.mode & 0o111:
                return name + "*"
        return name

    def _long(self, entries: list[Entry]) -> str:
        options = self.options
        rows = []
        for entry in entries:
            size = human(entry.stat.size) if "human-readable" in options else str(entry.stat.size)
            if entry.stat.kind == "directory":
                size = "4.0K" if "human-readable" in options else "4096"
            links = str(2 + self._folders(entry.path)) if entry.stat.kind == "directory" else "1"
            name = self.shown(entry, color=self.color)
            if entry.stat.kind == "symlink":
                name += f" -> {self.run.files.read_link(entry.path)}"
            rows.append((entry, links, size, name, self._owners(entry)))
        links_width = max((len(row[1]) for row in rows), default=0)
        size_width = max((len(row[2]) for row in rows), default=0)
        widths = [max((len(row[4][at]) for row in rows), default=0) for at in (0, 1)]
        shown = [at for at, without in enumerate("go") if without not in options]
        text = ""
        if self.run.host.ash:  # Follows busybox coreutils/ls.c: columns of fixed width
            links_width, size_width, widths = 4, 9, [8, 8]
        for entry, links, size, name, names in rows:
            owners = "".join(f"{names[at]:<{widths[at]}} " for at in shown)
            text += f"{self._prefix(entry)}{permissions(entry.stat)} {links:>{links_width}} {owners}"
            text += f"{size:>{size_width}} {self._time(entry.stat.modified)} {name}\n"
        return text

    def _owners(self, entry: Entry) -> tuple[str, str]:
        """User and group by name, or by number for those without one."""
        files = self.run.files
        uid, gid = files.owner(entry.path, follow=entry.stat.kind != "symlink")
        if "numeric-uid-gid" in self.options:
            return str(uid), str(gid)
        return user_name(files, uid) or str(uid), group_name(files, gid) or str(gid)

    def _folders(self, path: str) -> int:
        try:
            names = self.run.files.list_directory(path)
        except OSError:
            return 0
        return sum(self.run.files.stat(posixpath.join(path, name), follow=False).kind == "directory" for name in names)

    def _time(self, seconds: float) -> str:
        when = datetime.fromtimestamp(seconds, UTC)
        style = "full-iso" if "full-time" in self.options else self.options.last("time-style")
        if style == "full-iso":
            return f"{when:%Y-%m-%d %H:%M:%S}.{round(seconds % 1 * 1e9):09} +0000"
        if style == "long-iso":
            return f"{when:%Y-%m-%d %H:%M}"
        if style.startswith("+"):
            return formatted(style[1:], seconds)
        if style == "iso":
            return f"{when:%m-%d %H:%M}"
        if self.run.now() - seconds > SIX_MONTHS or seconds > self.run.now() + 3600:
            return f"{when:%b %e  %Y}"
        return f"{when:%b %e %H:%M}"


def blocks(entry: Entry) -> int:
    """Kilobytes on disk."""
    if entry.stat.kind == "symlink":
        return 0
    return 4 if entry.stat.kind == "directory" else entry.stat.blocks // 2


def inode_of(path: str) -> int:
    """A number that stays the same for a path."""
    number = 0
    for byte in path.encode():
        number = (number * 31 + byte) % 1_000_003
    return 262_144 + number


def permissions(stat: Stat) -> str:
    """`drwxr-xr-x`."""
    kind = {"directory": "d", "symlink": "l"}.get(stat.kind, "-")
    return kind + letters(0o777 if stat.kind == "symlink" else stat.mode)
