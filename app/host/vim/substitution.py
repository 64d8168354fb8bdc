"""`:s`: what stands in for matches, asked for one by one or not."""

from __future__ import annotations

import re

from app.host.vim.core import ExError, Wanted
from app.host.vim.ex import Call, Ex
from app.host.vim.patterns import replaced


def parts(text: str, sign: str) -> tuple[str, str, str]:
    """A pattern, the sign, and what is behind."""
    found = re.compile(rf"((?:\\.|(?!{re.escape(sign)}).)*)({re.escape(sign)}?)(.*)", re.S).match(text)
    assert found is not None
    return found[1].replace(f"\\{sign}", sign) if sign not in "|(){}" else found[1], found[2], found[3]


def substitute(at: Ex, call: Call) -> Wanted[None]:
    """`:s`, `:&` and `:&&`."""
    rest, (pattern, text, flags) = call.rest, at.substitution
    if rest and not rest[0].isalnum() and rest[0] not in '"|\\ ' and call.name == "substitute":
        sign = rest[0]
        pattern, _, rest = parts(rest[1:], sign)
        text, _, flags = parts(rest, sign)
        flags = flags.strip()
    else:
        flags = (flags if call.name == "&&" else "") + rest.strip()
    pattern = pattern or at.pattern
    if found := re.search(r"\d+$", flags):
        call.first, call.last = call.last, min(len(at.lines), call.last + int(found[0])) - 1
        flags = flags[: found.start()]
    if wrong := re.search(r"[^&cegiInp#lr ]", flags):
        raise ExError(f"E488: Trailing characters: {flags[wrong.start() :]}")
    before = at.substitution[1]
    at.substitution = (pattern, text, flags)
    at.pattern, at.highlight = pattern, True
    expression = at.expression(("\\c" if "i" in flags else "") + pattern)
    yield from _substitutions(at, call, expression, before if text == "~" else text, flags)


def _substitutions(at: Ex, call: Call, expression: object, text: str, flags: str) -> Wanted[None]:
    number, rows, row, last, every = 0, 0, call.first, call.last, False
    matched = 0
    while row <= min(last, len(at.lines) - 1):
        line, out, done, count = at.lines[row], "", 0, 0
        for found in expression.finditer(line):  # type: ignore[attr-defined]
            matched += 1
            if "n" in flags:
                count += 1
            elif "c" in flags and not every:
                at.go(row, found.start())
                answer = yield from _asked(at, text)
                if answer in ("q", "<Esc>", "<C-c>", "l"):
                    last = row
                every = answer == "a"
                if answer in ("y", "a", "l"):
                    out, done, count = out + line[done : found.start()] + replaced(found, text), found.end(), count + 1
                if answer in ("q", "<Esc>", "<C-c>", "l"):
                    break
            else:
                out, done, count = out + line[done : found.start()] + replaced(found, text), found.end(), count + 1
            if "g" not in flags:
                break
        number, rows = number + count, rows + bool(count)
        if count and "n" not in flags:
            lines = (out + line[done:]).split("\n")
            at.lines[row : row + 1] = [one.replace("\0", "\n") for one in lines]
            row, last = row + len(lines) - 1, last + len(lines) - 1
            at.go(row, at.first(row))
        row += 1
    _told(at, number, rows, matched, flags)


def _told(at: Ex, number: int, rows: int, matched: int, flags: str) -> None:
    if not matched and "e" not in flags:
        raise ExError(f"E486: Pattern not found: {at.pattern}")
    on = f"on {rows} line{'' if rows == 1 else 's'}"
    if "n" in flags:
        at.say(f"{number} match{'' if number == 1 else 'es'} {on}")
    elif number > 2:
        at.say(f"{number} substitutions {on}")


def _asked(at: Ex, text: str) -> Wanted[str]:
    at.asked = f"replace with {text} (y/n/a/q/l/^E/^Y)?"
    try:
        while (key := (yield from at.key())) not in ("y", "n", "a", "q", "l", "<Esc>", "<C-c>"):
            pass
        return key
    finally:
        at.asked = ""
