"""What each command of the command line does."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Callable

from app.host.vim.core import Core, ExError, Wanted
from app.host.vim.ex import Call, Ex, Executed
from app.host.vim.indent import blanks, width
from app.host.vim.operators import joined
from app.host.vim.substitution import parts, substitute


def _action(act: Callable[[Ex, Call], None]) -> Executed:
    def action(at: Ex, call: Call) -> Wanted[None]:
        act(at, call)
        yield from ()

    return action


def lines_of(text: str) -> list[str]:
    """A file's text as lines."""
    return text.removesuffix("\n").split("\n")


def read_in(at: Core, path: str) -> None:
    """Begin with a file."""
    at.name = path
    try:
        text = at.disk.read(path)
    except OSError as error:
        at.lines, at.saved = [""], [""]
        at.fail(f'"{path}" [Permission Denied]' if error.errno == 13 else f'"{path}" {error.strerror}')
        return
    at.lines = lines_of(text) if text else [""]
    at.saved = list(at.lines)
    at.no_lines = not text
    at.ended_in_newline = text is None or not text or text.endswith("\n")
    at.go(0, 0)
    at.undos.clear()
    at.redos.clear()
    if path.endswith((".yaml", ".yml")):
        at.options.values["filetype"] = "yaml"
    if text is None:
        at.say(f'"{path}" [New]')
        return
    number = len(at.lines) if text else 0
    noeol = "" if at.ended_in_newline else "[noeol] "
    at.say(f'"{path}" {noeol}{number}L, {len(text.encode())}B')


def write(at: Ex, path: str, *, rows: tuple[int, int] | None = None, force: bool = False, append: bool = False) -> None:
    """Write the text (or some of its rows) to a file."""
    if not path:
        raise ExError("E32: No file name")
    whole = rows is None
    first, last = rows or (0, len(at.lines) - 1)
    own = path == at.name
    if at.options.on("readonly") and own and not force:
        raise ExError("E45: 'readonly' option is set (add ! to override)")
    try:
        before = at.disk.read(path)
        if before is not None and not own and not force and not append:
            raise ExError("E13: File exists (add ! to override)")
        lines = at.lines[first : last + 1]
        empty = lines == [""] and at.no_lines
        text = "" if empty else "\n".join(lines) + "\n"
        at.disk.write(path, (before or "") + text if append else text)
    except OSError as error:
        raise ExError(f'"{path}" E212: Can\'t open file for writing') from error
    if whole and (own or not at.name):
        at.saved, at.name = list(at.lines), at.name or path
    new = "[New] " if before is None else ""
    done = "appended" if append else "written"
    at.say(f'"{path}" {new}{len(lines) if text else 0}L, {len(text.encode())}B {done}')


def _path(at: Ex, rest: str) -> str:
    return re.sub(r"(?<!\\)%", lambda found: at.name, rest.strip()).replace("\\ ", " ") or at.name


def _write(at: Ex, call: Call) -> Wanted[None]:
    rows = (call.first, call.last) if call.ranged else None
    if call.rest.startswith("!") or (call.bang and call.rest and not call.rest[0].isspace() and rows):
        text = "\n".join(at.lines[slice(rows[0], rows[1] + 1) if rows else slice(None)]) + "\n"
        yield from at.shell(call.rest.lstrip("!"), text, shown=True)
        return
    append = call.rest.startswith(">>")
    write(at, _path(at, call.rest.removeprefix(">>")), rows=rows, force=call.bang, append=append)


def _quit(at: Ex, call: Call) -> None:
    if at.modified and not call.bang:
        raise ExError("E37: No write since last change (add ! to override)")
    at.done = 0


def _write_quit(at: Ex, call: Call) -> None:
    if call.name in ("wq", "wqall") or at.modified:
        write(at, _path(at, call.rest if call.name == "wq" else ""), force=call.bang)
    at.done = 0


def _edit(at: Ex, call: Call) -> None:
    if at.modified and not call.bang:
        raise ExError("E37: No write since last change (add ! to override)")
    read_in(at, _path(at, call.rest))
    at.began()


def _read(at: Ex, call: Call) -> Wanted[None]:
    if call.bang or call.rest.startswith("!"):
        _, text = yield from at.shell(call.rest.lstrip("!"))
    else:
        found = at.disk.read(_path(at, call.rest))
        if found is None:
            raise ExError(f"E484: Can't open file {call.rest.strip()}")
        text = found
    if text:
        at.put_lines(call.last + 1, lines_of(text))
        at.go(call.last + 1, at.first(call.last + 1))


def _filter(at: Ex, call: Call) -> Wanted[None]:
    if not call.ranged:
        yield from at.shell(call.rest, shown=True)
        return
    text = "".join(f"{line}\n" for line in at.lines[call.first : call.last + 1])
    status, output = yield from at.shell(call.rest, text)
    number = call.last - call.first + 1
    at.lines[call.first : call.last + 1] = lines_of(output) if output else []
    at.lines = at.lines or [""]
    at.go(call.first, 0)
    if status:
        at.say(f"shell returned {status}")
    else:
        at.counted(number, "lines filtered")


def _delete(at: Ex, call: Call) -> None:
    register, count = _register_and_count(call)
    at.on_rows("d" if call.name == "delete" else "y", Call(*count, 2, call.name, False, ""), register)


def _register_and_count(call: Call) -> tuple[str, tuple[int, int]]:
    words = call.rest.split()
    register = words.pop(0) if words and len(words[0]) == 1 and not words[0].isdecimal() else '"'
    if words and words[0].isdecimal():
        return register, (call.last, call.last + int(words[0]) - 1)
    return register, (call.first, call.last)


def _put(at: Ex, call: Call) -> None:
    found = at.stored(call.rest.strip()[:1] or '"')
    if found is None:
        raise ExError(f"E353: Nothing in register {call.rest.strip()[:1] or chr(34)}")
    lines = lines_of(found.text)
    at.put_lines(call.last + (0 if call.bang else 1), lines)
    at.go(call.last + (0 if call.bang else len(lines)), 0)


def _move(at: Ex, call: Call) -> None:
    row, rest = at._address(call.rest.strip())
    if row is None or rest.strip():
        raise ExError("E14: Invalid address" if row is None else f"E488: Trailing characters: {rest.strip()}")
    lines = at.lines[call.first : call.last + 1]
    if call.name != "move":
        at.put_lines(row + 1, lines)
        at.go(row + len(lines), at.first(row + len(lines)))
        return
    if call.first <= row < call.last:
        raise ExError("E134: Cannot move a range of lines into itself")
    del at.lines[call.first : call.last + 1]
    row -= len(lines) if row >= call.last else 0
    at.put_lines(row + 1, lines)
    at.go(row + len(lines), 0)


def _shift(at: Ex, call: Call) -> None:
    times = 1 + len(call.rest) - len(call.rest.lstrip(call.name))
    at.on_rows(call.name, call, times=times)


def _join(at: Ex, call: Call) -> None:
    last = call.last if call.ranged == 2 else call.first + 1
    joined(at, call.first, last, blank=not call.bang)


def _set(at: Ex, call: Call) -> None:
    shown = []
    for argument in re.findall(r"(?:\\.|\S)+", call.rest):
        if argument.startswith('"'):
            break
        try:
            shown.append(at.options.set(argument.replace("\\ ", " ")))
        except ValueError as error:
            raise ExError(str(error)) from error
    said = [text for text in shown if text]
    if said:
        at.say("  ".join(said))
    if re.search(r"\b(?:hls|hlsearch)\b", call.rest):
        at.highlight = True


def _syntax(at: Ex, call: Call) -> None:
    word = call.rest.strip()
    if call.name == "syntax" and word in ("on", "enable", "off", "clear"):
        at.options.values["syntax"] = "" if word in ("off", "clear") else "on"


def _retab(at: Ex, call: Call) -> None:
    if call.rest.strip().isdecimal():
        at.options.values["tabstop"] = int(call.rest)
    first, last = (call.first, call.last) if call.ranged else (0, len(at.lines) - 1)
    for row in range(first, last + 1):
        line = at.lines[row]
        rest = line.lstrip(" \t")
        if "\t" in line:
            flat = rest.expandtabs(at.options.number("tabstop")) if at.options.on("expandtab") else rest
            at.lines[row] = blanks(at, width(at, line)) + flat


def _sort(at: Ex, call: Call) -> None:
    first, last = (call.first, call.last) if call.ranged else (0, len(at.lines) - 1)

    def value(line: str) -> tuple[int, str]:
        found = re.search(r"-?\d+", line) if "n" in call.rest else None
        text = line.lower() if "i" in call.rest else line
        return (int(found[0]), "") if found else (-(10**9) if "n" in call.rest else 0, "" if "n" in call.rest else text)

    lines = sorted(at.lines[first : last + 1], key=value, reverse=call.bang)
    at.lines[first : last + 1] = list(dict.fromkeys(lines)) if "u" in call.rest else lines


def _normal(at: Ex, call: Call) -> Wanted[None]:
    for row in range(call.first, call.last + 1) if call.ranged else (at.row,):
        if call.ranged:
            at.go(row, 0)
        keys = at.keys_of(call.rest)
        queue = list(at.queue)
        at.queue.clear()
        at.queue.extend([*keys, "<Esc>"])
        while at.queue:
            yield from at.one_command()
        at.queue.extend(queue)


def _global(at: Ex, call: Call) -> Wanted[None]:
    sign = call.rest[:1]
    pattern, _, command = parts(call.rest[1:], sign)
    at.pattern = pattern or at.pattern
    expression, keep = at.expression(at.pattern), call.bang or call.name == "vglobal"
    first, last = (call.first, call.last) if call.ranged else (0, len(at.lines) - 1)
    wanted = [row for row in range(first, last + 1) if bool(expression.search(at.lines[row])) != keep]
    if not wanted:
        raise ExError(f"E486: Pattern not found: {at.pattern}")
    before = len(at.lines)
    command = command or "p"
    grown = 0
    for row in wanted:
        size = len(at.lines)
        if not 0 <= row + grown < len(at.lines):
            continue
        at.go(row + grown, 0)
        yield from at.execute(command)
        if at.bad and not at.message.startswith("E486"):
            return
        grown += len(at.lines) - size
    at.message = ""
    gone = before - len(at.lines)
    at.counted(gone, "fewer lines")
    at.counted(-gone, "more lines")


def _no_highlight(at: Ex, call: Call) -> None:
    at.highlight = False


def _mark(at: Ex, call: Call) -> None:
    at.marks[call.rest.strip()[:1]] = (call.last, 0)


def _file(at: Ex, call: Call) -> Wanted[None]:
    if call.rest.strip():
        at.name = call.rest.strip()
    yield from at.commands["<C-g>"](at, None, '"')


def _autocommand(at: Ex, call: Call) -> None:
    words = call.rest.split(None, 2)
    if len(words) == 3:
        for pattern in words[1].split(","):
            at.autocommands.append((f"{words[0].lower()} {pattern}", words[2]))


def run_autocommands(at: Ex) -> Wanted[None]:
    """What a vimrc wants for files of this type or name."""
    for pattern, command in at.autocommands:
        events, _, which = pattern.partition(" ")
        if events == "filetype":
            fits = which in (at.options.text("filetype"), "*")
        else:
            fits = "buf" in events and fnmatch.fnmatch(posixpath.basename(at.name), which)
        if fits:
            yield from at.execute(command)


def _registers(at: Ex, call: Call) -> None:
    found = at.registers.get('"')
    at.say(f'  c  ""   {found.text[:60]!r}' if found is not None else "Type Name Content")


def _number(at: Ex, call: Call) -> None:
    at.say(str(call.last + 1 if call.ranged else len(at.lines)))


def _source(at: Ex, call: Call) -> Wanted[None]:
    text = at.disk.read(_path(at, call.rest))
    if text is None:
        raise ExError(f"E484: Can't open file {call.rest.strip()}")
    yield from source(at, text)


def source(at: Ex, text: str) -> Wanted[None]:
    """Run the commands of a file, as `~/.vimrc`."""
    for line in text.splitlines():
        if line.strip() and not line.strip().startswith('"'):
            yield from at.execute(line)


def _print(at: Ex, call: Call) -> None:
    at.go(call.last, at.first(call.last))
    at.say(at.lines[call.last])


def _exit_with_error(at: Ex, call: Call) -> None:
    at.done = 1


def _accepted(at: Ex, call: Call) -> None:
    """What has no meaning with one window and no colours to choose from."""


def _help(at: Ex, call: Call) -> None:
    raise ExError(f"E149: Sorry, no help for {call.rest.strip() or 'help.txt'}")


ACTIONS: dict[str, Executed] = {
    "write": _write, "saveas": _write, "wq": _action(_write_quit), "wqall": _action(_write_quit),
    "xit": _action(_write_quit), "exit": _action(_write_quit),
    "xall": _action(_write_quit), "quit": _action(_quit), "qall": _action(_quit),
    "quitall": _action(_quit), "wall": _write, "update": _write, "edit": _action(_edit), "read": _read, "!": _filter,
    "delete": _action(_delete), "yank": _action(_delete), "put": _action(_put), "move": _action(_move),
    "t": _action(_move), "copy": _action(_move),
    ">": _action(_shift), "<": _action(_shift), "join": _action(_join), "set": _action(_set),
    "setlocal": _action(_set), "setglobal": _action(_set), "syntax": _action(_syntax), "filetype": _action(_syntax),
    "colorscheme": _action(_accepted), "let": _action(_accepted), "only": _action(_accepted),
    "nohlsearch": _action(_no_highlight), "retab": _action(_retab), "sort": _action(_sort), "normal": _normal,
    "global": _global, "vglobal": _global, "substitute": substitute, "&": substitute, "&&": substitute,
    "k": _action(_mark), "mark": _action(_mark), "undo": _action(lambda at, call: at.undo()),
    "redo": _action(lambda at, call: at.redo()), "registers": _action(_registers), "display": _action(_registers),
    "autocmd": _action(_autocommand), "=": _action(_number), "file": _file, "source": _source,
    "print": _action(_print),
    "number": _action(_print), "cquit": _action(_exit_with_error), "help": _action(_help),
    "version": _action(lambda at, call: at.say("VIM - Vi IMproved 9.1 (2024 Jan 02)")),
    "pwd": _action(lambda at, call: at.say(posixpath.dirname(at.name) or "/")),
}  # fmt: skip
