"""The command line: ranges, and the commands behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.host.vim.core import ExError, Register, Run, Span, Wanted
from app.host.vim.operators import operate
from app.host.vim.visual import Visual

NAME = re.compile(r"[A-Za-z]+|&&?|[!<>=#*@~]")
COMMANDS = (
    "w[rite]", "wq", "x[it]", "exi[t]", "q[uit]", "wqa[ll]", "xa[ll]", "qa[ll]", "quita[ll]", "wa[ll]", "e[dit]",
    "ene[w]", "f[ile]", "r[ead]", "d[elete]", "y[ank]", "pu[t]", "m[ove]", "t", "co[py]", "j[oin]", "s[ubstitute]",
    "g[lobal]", "v[global]", "norm[al]", "se[t]", "setl[ocal]", "setg[lobal]", "sy[ntax]", "noh[lsearch]",
    "ret[ab]", "sor[t]", "k", "ma[rk]", "u[ndo]", "red[o]", "reg[isters]", "di[splay]", "up[date]", "sav[eas]",
    "au[tocmd]", "filet[ype]", "colo[rscheme]", "let", "pw[d]", "ve[rsion]", "h[elp]", "so[urce]", "sil[ent]",
    "cq[uit]", "bd[elete]", "on[ly]", "startinsert", "stopi[nsert]", "p[rint]", "nu[mber]",
)  # fmt: skip
SET_OFF = re.compile(r"\\.|.")


@dataclass
class Call:
    """A command as it was typed: `first` and `last` are rows, `ranged` how many were given."""

    first: int
    last: int
    ranged: int
    name: str
    bang: bool
    rest: str


Executed = Callable[["Ex", Call], Wanted[None]]


def full_name(typed: str) -> str | None:
    """What a name is short for."""
    for pattern in COMMANDS:
        least, _, more = pattern.rstrip("]").partition("[")
        if typed.startswith(least) and (least + more).startswith(typed):
            return least + more
    return None


class Ex(Visual):
    """Running commands. `actions` (app/host/vim/commands.py) says what each name does."""

    actions: Mapping[str, Executed]
    typed_commands: list[str]
    began: Callable[[], None]
    asked = ""  # a question at the bottom

    def command_line(self, count: int | None) -> Wanted[None]:
        """`:`, up to the end of the command."""
        lines = f".,.+{count - 1}" if count and count > 1 else "." if count else ""
        typed = yield from self.entry(":", lines, earlier=self.typed_commands)
        if typed is not None and typed.strip():
            self.typed_commands.append(typed)
            self.registers[":"] = Register(typed)
            yield from self.execute(typed)

    def execute(self, typed: str) -> Wanted[None]:
        """One command (or several with `|` between)."""
        try:
            for one in _bars(typed):
                yield from self._execute(one)
        except ExError as error:
            self.fail(str(error))

    def _execute(self, typed: str) -> Wanted[None]:
        text = typed.strip().lstrip(":").lstrip()
        if not text or text.startswith('"'):
            return
        first, last, ranged, rest = self._range(text)
        rest = rest.lstrip()
        if not rest:
            self.go(last, self.first(last))
            return
        found = NAME.match(rest)
        name = found[0] if found is not None else ""
        name, behind = _short_of(name, rest[len(name) :])
        full = full_name(name) if name.isalpha() else name
        action = self.actions.get(full or "")
        if action is None:
            raise ExError(f"E492: Not an editor command: {typed}")
        bang = behind.startswith("!") and full not in ("!",)
        behind = behind[bang:]
        call = Call(first, last, ranged, full or "", bang, behind[1:] if full == "normal" else behind.lstrip())
        if ranged and first > last:
            call.first, call.last = last, first
        yield from action(self, call)

    # -- ranges

    def _range(self, text: str) -> tuple[int, int, int, str]:
        if text.startswith("%"):
            return 0, len(self.lines) - 1, 2, text[1:]
        if text.startswith("*"):
            text = "'<,'>" + text[1:]
        rows: list[int] = []
        while True:
            row, text = self._address(text)
            if row is None and not text.startswith((",", ";")):
                break
            rows.append(self.row if row is None else row)
            if not text.startswith((",", ";")):
                break
            text = text[1:]
            if not text or not re.match(r"[\d.$'/?+\-\\]", text):
                rows.append(self.row)
                break
        if not rows:
            return self.row, self.row, 0, text
        for row in rows[-2:]:
            if not -1 <= row < len(self.lines):
                raise ExError("E16: Invalid range")
        if len(rows) == 1:
            return rows[0], rows[0], 1, text
        return rows[-2], rows[-1], 2, text

    def _address(self, text: str) -> tuple[int | None, str]:
        row: int | None = None
        if found := re.match(r"\d+", text):
            row = int(found[0]) - 1
        elif found := re.match(r"[.$]", text):
            row = self.row if found[0] == "." else len(self.lines) - 1
        elif found := re.match(r"'(.)", text):
            if found[1] not in self.marks:
                raise ExError("E20: Mark not set")
            row = min(self.marks[found[1]][0], len(self.lines) - 1)
        elif found := re.match(r"([/?])((?:\\.|(?!\1).)*)\1?", text):
            self.pattern = found[2] or self.pattern
            target = self.search(self.pattern, backwards=found[1] == "?", start=(self.row, 1 << 30))
            if target is None:
                raise ExError(self.message)
            row = target.row
        text = text[found.end() :] if found else text
        while more := re.match(r"\s*([+-])(\d*)", text):
            row = (self.row if row is None else row) + int(more[2] or 1) * (1 if more[1] == "+" else -1)
            text = text[more.end() :]
        return row, text.lstrip() if row is not None else text

    # -- what several commands need

    def keys_of(self, text: str) -> list[str]:
        """Keys that a command was given as text."""
        raise NotImplementedError

    def shell(self, command: str, text: str = "", *, shown: bool = False) -> Wanted[tuple[int, str]]:
        """Run a shell command; `%` is the file's name."""
        command = re.sub(r"(?<!\\)%", lambda found: self.name, command).replace("\\%", "%")
        answer = yield Run(command, text, shown)
        assert isinstance(answer, tuple)
        return answer

    def on_rows(self, operator: str, call: Call, register: str = '"', times: int = 1) -> None:
        """An operator on the range."""
        operate(self, operator, Span((call.first, 0), (call.last, 0), "line"), register, times)


def _short_of(name: str, rest: str) -> tuple[str, str]:
    """`:s/…`, `:g!/…`, `:k a` and `:dx` are names with something behind; `:t.` and `:m0` too."""
    if name.isalpha() and full_name(name) is None:
        for size in range(len(name) - 1, 0, -1):
            head = name[:size]
            if full_name(head) in ("k", "delete", "yank", "put", "substitute") and len(name) - size <= 3:
                return head, name[size:] + rest
    return name, rest


def _bars(typed: str) -> list[str]:
    """The commands between bars; `:g`, `:norm`, `:!` and `:autocmd` take bars as their own."""
    if re.match(r"[\s:]*[%.$',\d+\-<>/?]*\s*(?:g|v|norm|au|!|r\s*!|w\s*!)", typed):
        return [typed]
    parts, part = list[str](), ""
    for found in SET_OFF.finditer(typed):
        if found[0] == "|":
            parts.append(part)
            part = ""
        else:
            part += found[0] if found[0] != "\\|" else "\\|"
    return [*parts, part]
