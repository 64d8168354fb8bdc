"""pstree: the processes as a tree. Follows psmisc src/pstree.c: dump_tree, with its ASCII lines."""

from __future__ import annotations

from app.host.accounts import user_number
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.processes import Process

USAGE = Usage("pstree [-acglpsStTuZ] [-h | -H PID] [-n | -N type] [-A | -G | -U] [PID | USER]",
              "Display a tree of processes.", (
    Option("a", "arguments", "", "show command line arguments"),
    Option("A", "ascii", "", "use ASCII line drawing characters"),
    Option("U", "unicode", "", "use UTF-8 (Unicode) line drawing characters"),
    Option("c", "compact-not", "", "don't compact identical subtrees"),
    Option("l", "long", "", "don't truncate long lines"),
    Option("n", "numeric-sort", "", "sort output by PID"), Option("p", "show-pids", "", "show PIDs; implies -c"),
    Option("T", "hide-threads", "", "hide threads"),
    Option("u", "uid-changes", "", "show uid transitions"),
    Option("h", "highlight-all", "", "highlight current process"),
))  # fmt: skip
WIDTH = 132  # of a line that goes to no terminal
ASCII = ("-+-", "---", "-", "|-", "| ", "`-", "  ")
UNICODE = ("─┬─", "───", "─", "├─", "│ ", "└─", "  ")


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    processes = run.host.processes.all()
    roots = [one for one in processes if one.pid == 1] or processes[:1]
    if options.operands:
        name = options.operands[0]
        if name.isdigit():
            roots = [one for one in processes if one.pid == int(name)]
        elif user_number(run.files, name) is None:
            await run.stderr.write(f"No such user name: {name}\n")
            return 1
        else:
            theirs = {one.pid for one in processes if one.user == name}
            roots = [one for one in processes if one.pid in theirs and one.parent not in theirs]
        if not roots:
            await run.stdout.write("No processes found.\n" if not name.isdigit() else "")
            return 1
    width = 0 if "long" in options else run.terminal.columns if run.terminal is not None else WIDTH
    tree = _Tree(processes, options, UNICODE if run.stdout.isatty and "ascii" not in options else ASCII)
    lines = [line for root in roots for line in tree.lines(root)]
    await run.stdout.write("".join(f"{_cut(line, width)}\n" for line in lines))
    return 0


def _cut(line: str, width: int) -> str:
    return line if not width or len(line) <= width else f"{line[: width - 1]}+"


class _Tree:
    """How the processes are drawn."""

    def __init__(self, processes: list[Process], options: Options, signs: tuple[str, ...]) -> None:
        self.options, self.signs = options, signs
        self.below: dict[int, list[Process]] = {}
        for one in processes:
            if one.parent != one.pid:
                self.below.setdefault(one.parent, []).append(one)

    def lines(self, process: Process, times: int = 1) -> list[str]:
        """A process and all below it; `times` of it are alike."""
        label = self._label(process, times)
        children = self._children(process)
        if "arguments" in self.options:
            return [label, *self._indented(children, "  ")]
        if not children:
            return [label]
        first, single, _, branch, bar, last, blank = self.signs
        indent = " " * len(label)
        drawn: list[str] = []
        for at, (child, count) in enumerate(children):
            head, *more = self.lines(child, count)
            end = at == len(children) - 1
            if at == 0:
                drawn.append(f"{label}{single if end else first}{head}")
            else:
                drawn.append(f"{indent} {last if end else branch}{head}")
            drawn += [f"{indent} {blank if end else bar}{line}" for line in more]
        return drawn

    def _indented(self, children: list[tuple[Process, int]], margin: str) -> list[str]:
        """With arguments every process has a line of its own."""
        branch, bar, last, blank = self.signs[3:]
        drawn: list[str] = []
        for at, (child, count) in enumerate(children):
            end = at == len(children) - 1
            head, *more = self.lines(child, count)
            drawn.append(f"{margin}{last if end else branch}{head}")
            drawn += [f"{margin}{blank if end else bar}{line}" for line in more]
        return drawn

    def _label(self, process: Process, times: int) -> str:
        number = f"({process.pid})" if "show-pids" in self.options else ""
        if "arguments" in self.options:
            number = f",{process.pid}" if number else ""
            return " ".join([f"{process.name}{number}", *process.argv[1:]])
        return f"{process.name}{number}" if times == 1 else f"{times}*[{process.name}{number}]"

    def _children(self, process: Process) -> list[tuple[Process, int]]:
        """By name, those that look alike as one, unless numbers are shown."""
        found = self.below.get(process.pid, [])
        if "numeric-sort" not in self.options:
            found = sorted(found, key=lambda one: one.name)
        if self.options.values.keys() & {"show-pids", "compact-not", "arguments"}:
            return [(one, 1) for one in found]
        alike: dict[tuple[str, ...], list[Process]] = {}
        for one in found:
            alike.setdefault(tuple(self.lines(one)), []).append(one)
        return [(group[0], len(group)) for group in alike.values()]
