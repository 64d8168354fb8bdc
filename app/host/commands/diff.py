"""diff: compare files line by line, and directories file by file. Normal and unified form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.host.invocation import Invocation
from app.host.line_changes import Change, changes
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "diff [OPTION]... FILES",
    "Compare FILES line by line.",
    (
        Option("q", "brief", "", "report only when files differ"),
        Option("s", "report-identical-files", "", "report when two files are the same"),
        Option("u", "", "", "output 3 lines of unified context"),
        Option("U", "unified", "NUM", "output NUM lines of unified context"),
        Option("", "label", "LABEL", "use LABEL instead of file name and timestamp (can be repeated)"),
        Option("r", "recursive", "", "recursively compare any subdirectories found"),
        Option("N", "new-file", "", "treat absent files as empty"),
        Option("i", "ignore-case", "", "ignore case differences in file contents"),
        Option("b", "ignore-space-change", "", "ignore changes in the amount of white space"),
        Option("w", "ignore-all-space", "", "ignore all white space"),
        Option("B", "ignore-blank-lines", "", "ignore changes where lines are all blank"),
        Option("a", "text", "", "treat all files as text"),
    ),
    status=2,
    version="diff (GNU diffutils) 3.10",
)
NO_NEWLINE = b"\\ No newline at end of file\n"
SAME, DIFFERENT, TROUBLE = 0, 1, 2


@dataclass(frozen=True)
class Side:
    """One of the two: its name as told, its bytes, and when it was changed (seconds; 0 for one that is not there)."""

    name: str
    data: bytes
    modified: float


async def main(run: Invocation) -> int:
    """Compare; 0 when there is no difference, 1 when there is one, 2 in trouble."""
    options = await Options.read(run, _bare_unified(run))
    if options is None:
        return 0
    if len(options.operands) < 2:
        last = options.operands[-1] if options.operands else "diff"
        return await options.wrong(f"missing operand after '{last}'")
    if len(options.operands) > 2:
        return await options.wrong(f"extra operand '{options.operands[2]}'")
    if "unified" in options and not options.last("unified").isdigit():
        return await options.wrong(f"invalid context length '{options.last('unified')}'")
    first, second = options.operands
    kinds = [_kind(run, name) for name in (first, second)]
    if kinds == ["directory", "directory"]:
        return await _directories(run, options, first, second)
    if kinds[0] == "directory" and kinds[1] == "file":
        first = f"{first.rstrip('/')}/{second.rpartition('/')[2]}"
    elif kinds[1] == "directory" and kinds[0] == "file":
        second = f"{second.rstrip('/')}/{first.rpartition('/')[2]}"
    return await _pair(run, options, first, second)


def _bare_unified(run: Invocation) -> Usage:
    """`--unified` may stand without its number."""
    run.argv[:] = ["-u" if word == "--unified" else word for word in run.argv]
    return USAGE


def _kind(run: Invocation, name: str) -> str:
    return "file" if name == "-" else run.kind_of(name)


async def _directories(run: Invocation, options: Options, first: str, second: str) -> int:
    status = SAME
    listed = [set(run.list_directory(name)) if run.kind_of(name) == "directory" else set() for name in (first, second)]
    for name in sorted(listed[0] | listed[1]):
        one, other = f"{first.rstrip('/')}/{name}", f"{second.rstrip('/')}/{name}"
        status = max(status, await _entry(run, options, one, other))
    return status


async def _entry(run: Invocation, options: Options, one: str, other: str) -> int:
    """A name that is in one directory or in both."""
    kinds = [run.kind_of(name) for name in (one, other)]
    if "" in kinds and "new-file" not in options:
        folder, _, name = (other if not kinds[0] else one).rpartition("/")
        await run.stdout.write(f"Only in {folder}: {name}\n")
        return DIFFERENT
    if kinds[0] == "directory" or kinds[1] == "directory":
        if "file" in kinds:
            words = {"file": "a regular file", "directory": "a directory"}
            await run.stdout.write(f"File {one} is {words[kinds[0]]} while file {other} is {words[kinds[1]]}\n")
            return DIFFERENT
        if "recursive" in options:
            return await _directories(run, options, one, other)
        await run.stdout.write(f"Common subdirectories: {one} and {other}\n")
        return SAME
    given = [word for word in run.args if word not in options.operands]
    names = options.all("label")[:2] or [one, other]
    return await _pair(run, options, one, other, " ".join(["diff", *given, *names]) + "\n")


async def _pair(run: Invocation, options: Options, first: str, second: str, head: str = "") -> int:
    """Two files; `head` comes before their differences."""
    sides, missing = [], False
    for name in (first, second):
        try:
            sides.append(await _side(run, name))
        except OSError as error:
            other = second if name == first else first
            if "new-file" in options and _kind(run, other):
                sides.append(Side(name, b"", 0.0))
                continue
            missing = True
            await run.stderr.write(f"diff: {name}: {error.strerror}\n")
    if missing:
        return TROUBLE
    text = compare(sides[0], sides[1], options)
    if not text:
        if "report-identical-files" in options:
            await run.stdout.write(f"Files {first} and {second} are identical\n")
        return SAME
    brief = "brief" in options or text.startswith(b"Binary files")
    await run.stdout.write(text if brief else head.encode() + text)
    return DIFFERENT


async def _side(run: Invocation, name: str) -> Side:
    if name == "-":
        return Side(name, await run.stdin.read(), run.now())
    return Side(name, run.read_file(name), run.stat(name).modified)


def compare(old: Side, new: Side, options: Options) -> bytes:
    """What diff prints of two files; nothing when there is no difference."""
    if old.data == new.data:
        return b""
    if "text" not in options and (b"\0" in old.data or b"\0" in new.data):
        return f"Binary files {old.name} and {new.name} differ\n".encode()
    before, after = old.data.splitlines(keepends=True), new.data.splitlines(keepends=True)
    found = changes([_folded(line, options) for line in before], [_folded(line, options) for line in after])
    if "ignore-blank-lines" in options:
        found = [each for each in found if any(line.strip() for line in _touched(each, before, after))]
    if not found:
        return b""
    if "brief" in options:
        return f"Files {old.name} and {new.name} differ\n".encode()
    if "u" in options or "unified" in options:
        context = int(options.last("unified", "3"))
        names = [*options.all("label"), *[_label(old), _label(new)][len(options.all("label")) :]]
        head = f"--- {names[0]}\n+++ {names[1]}\n".encode()
        return head + b"".join(_hunk(group, before, after, context) for group in _groups(found, context))
    return b"".join(_normal(each, before, after) for each in found)


def _touched(change: Change, before: list[bytes], after: list[bytes]) -> list[bytes]:
    return before[change.old : change.old_end] + after[change.new : change.new_end]


def _folded(line: bytes, options: Options) -> bytes:
    if "ignore-all-space" in options:
        line = b"".join(line.split())
    elif "ignore-space-change" in options:
        line = b" ".join(line.rstrip().split()) if not line[:1].isspace() else b" " + b" ".join(line.split())
    return line.lower() if "ignore-case" in options else line


def _label(side: Side) -> str:
    moment = datetime.fromtimestamp(side.modified, UTC)
    return f"{side.name}\t{moment:%Y-%m-%d %H:%M:%S.%f}000 +0000"


def _marked(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n" + NO_NEWLINE


def _normal(change: Change, before: list[bytes], after: list[bytes]) -> bytes:
    gone, come = before[change.old : change.old_end], after[change.new : change.new_end]
    verb = "c" if gone and come else "d" if gone else "a"
    lines = [f"{_range(change.old, change.old_end)}{verb}{_range(change.new, change.new_end)}\n".encode()]
    lines += [_marked(b"< ", line) for line in gone]
    lines += [b"---\n"] if verb == "c" else []
    lines += [_marked(b"> ", line) for line in come]
    return b"".join(lines)


def _range(start: int, end: int) -> str:
    return f"{start + 1},{end}" if end - start > 1 else str(end if end > start else start)


def _groups(found: list[Change], context: int) -> list[list[Change]]:
    """Changes whose contexts touch."""
    groups: list[list[Change]] = []
    for change in found:
        if groups and change.old - groups[-1][-1].old_end <= 2 * context:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _hunk(group: list[Change], before: list[bytes], after: list[bytes], context: int) -> bytes:
    lead = min(context, group[0].old)
    start, new_start = group[0].old - lead, group[0].new - lead
    end = min(len(before), group[-1].old_end + context)
    new_end = group[-1].new_end + end - group[-1].old_end
    lines = [f"@@ -{_place(start, end)} +{_place(new_start, new_end)} @@\n".encode()]
    at = start
    for change in group:
        lines += [_marked(b" ", line) for line in before[at : change.old]]
        lines += [_marked(b"-", line) for line in before[change.old : change.old_end]]
        lines += [_marked(b"+", line) for line in after[change.new : change.new_end]]
        at = change.old_end
    return b"".join([*lines, *(_marked(b" ", line) for line in before[at:end])])


def _place(start: int, end: int) -> str:
    count = end - start
    return f"{start if count == 0 else start + 1}" + ("" if count == 1 else f",{count}")
