"""`:set`: the options, their short names, and what the messages say of them."""

from __future__ import annotations

from dataclasses import dataclass, field

ON_OFF = {
    "autoindent": "ai", "autoread": "ar", "autowrite": "aw", "backup": "bk", "compatible": "cp", "cursorcolumn": "cuc",
    "cursorline": "cul", "endofline": "eol", "errorbells": "eb", "expandtab": "et", "foldenable": "fen",
    "hidden": "hid",
    "hlsearch": "hls", "ignorecase": "ic", "incsearch": "is", "joinspaces": "js", "lazyredraw": "lz",
    "linebreak": "lbr",
    "list": "list", "modeline": "ml", "modifiable": "ma", "number": "nu", "paste": "paste", "readonly": "ro",
    "relativenumber": "rnu", "ruler": "ru", "shiftround": "sr", "showcmd": "sc", "showmatch": "sm", "showmode": "smd",
    "smartcase": "scs", "smartindent": "si", "smarttab": "sta", "spell": "spell", "splitbelow": "sb",
    "splitright": "spr", "swapfile": "swf", "termguicolors": "tgc", "title": "title", "ttyfast": "tf",
    "undofile": "udf", "visualbell": "vb", "wildmenu": "wmnu", "wrap": "wrap", "wrapscan": "ws", "writebackup": "wb",
}  # fmt: skip
NUMBERS = {
    "cmdheight": "ch", "foldlevel": "fdl", "history": "hi", "laststatus": "ls", "numberwidth": "nuw",
    "report": "report",
    "scrolloff": "so", "shiftwidth": "sw", "sidescroll": "ss", "softtabstop": "sts", "tabstop": "ts",
    "textwidth": "tw", "timeoutlen": "tm", "ttimeoutlen": "ttm", "undolevels": "ul", "updatetime": "ut",
}  # fmt: skip
TEXTS = {
    "background": "bg", "backspace": "bs", "clipboard": "cb", "colorcolumn": "cc", "encoding": "enc",
    "fileencoding": "fenc", "fileformat": "ff", "filetype": "ft", "foldmethod": "fdm", "listchars": "lcs",
    "matchpairs": "mps", "mouse": "mouse", "nrformats": "nf", "pastetoggle": "pt", "statusline": "stl",
    "syntax": "syn", "virtualedit": "ve", "whichwrap": "ww", "wildmode": "wim",
}  # fmt: skip
NAMES = {short: name for names in (ON_OFF, NUMBERS, TEXTS) for name, short in names.items()}
FIRST: dict[str, bool | int | str] = {
    **dict.fromkeys(ON_OFF, False), **dict.fromkeys(NUMBERS, 0), **dict.fromkeys(TEXTS, ""),
    "tabstop": 8, "shiftwidth": 8, "history": 200, "laststatus": 1, "cmdheight": 1, "report": 2, "scrolloff": 5,
    "ruler": True, "showmode": True, "wrap": True, "wrapscan": True, "modifiable": True, "incsearch": True,
    "endofline": True, "swapfile": True, "ttyfast": True, "wildmenu": True, "writebackup": True, "modeline": False,
    "background": "dark", "backspace": "indent,eol,start", "encoding": "utf-8", "fileformat": "unix",
    "listchars": "eol:$", "mouse": "", "numberwidth": 4, "undolevels": 1000, "timeoutlen": 1000, "updatetime": 4000,
}  # fmt: skip


@dataclass
class Options:
    """The values, by full name."""

    values: dict[str, bool | int | str] = field(default_factory=lambda: dict(FIRST))

    def on(self, name: str) -> bool:
        """Whether an option is on; `paste` puts some others off."""
        if self.values["paste"] and name in ("autoindent", "expandtab", "smartindent", "smarttab", "shiftround"):
            return False
        return bool(self.values[name])

    def number(self, name: str) -> int:
        """A number's value."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    @property
    def shift(self) -> int:
        """Columns of an indent."""
        return self.number("shiftwidth") or self.number("tabstop")

    @property
    def tab(self) -> int:
        """Columns that the Tab key goes on in."""
        soft = 0 if self.values["paste"] else self.number("softtabstop")
        return (self.shift if soft < 0 else soft) or self.number("tabstop")

    def text(self, name: str) -> str:
        """A text's value."""
        return str(self.values[name])

    def set(self, argument: str) -> str:
        """One argument of `:set`. Returns what is to be shown; raises ValueError with the message of an error."""
        name, sign, given = _parted(argument)
        if name == "all" and not sign:
            return "--- Options ---"
        ask, flip = argument.endswith("?") and not sign, argument.endswith("!") and not sign
        reset = argument.endswith("&") and not sign
        name = name.rstrip("?!&") if not sign else name
        off = False
        if NAMES.get(name, name) not in FIRST:
            for prefix in ("no", "inv"):
                bare = name.removeprefix(prefix)
                if name.startswith(prefix) and NAMES.get(bare, bare) in ON_OFF:
                    name, off, flip = bare, prefix == "no", flip or prefix == "inv"
        full = NAMES.get(name, name)
        if full not in FIRST:
            raise ValueError(f"E518: Unknown option: {argument}")
        if reset:
            self.values[full] = FIRST[full]
        elif full in ON_OFF:
            return self._switch(full, argument, sign=sign, ask=ask, flip=flip, off=off)
        elif ask or not sign:
            return f"  {full}={self.values[full]}"
        else:
            self._give(full, argument, sign, given)
        return ""

    def _switch(self, name: str, argument: str, *, sign: str, ask: bool, flip: bool, off: bool) -> str:
        if sign:
            raise ValueError(f"E474: Invalid argument: {argument}")
        if ask:
            return f"{'  ' if self.values[name] else 'no'}{name}"
        self.values[name] = not self.values[name] if flip else not off
        return ""

    def _give(self, name: str, argument: str, sign: str, given: str) -> None:
        before = self.values[name]
        if isinstance(before, int) and name in NUMBERS:
            if not given.lstrip("-").isdigit():
                raise ValueError(f"E521: Number required after =: {argument}")
            number = int(given)
            if (number < 0 and name != "softtabstop") or (name == "tabstop" and not 0 < number < 10_000):
                raise ValueError(f"E487: Argument must be positive: {argument}")
            self.values[name] = {"+=": before + number, "-=": before - number}.get(sign, number)
            return
        parts = [part for part in str(before).split(",") if part]
        if sign == "+=":
            given = ",".join([*parts, given])
        elif sign == "-=":
            given = ",".join(part for part in parts if part != given)
        self.values[name] = given


def _parted(argument: str) -> tuple[str, str, str]:
    """`ts+=2` as name, sign and value."""
    for sign in ("+=", "-=", "^=", "=", ":"):
        name, found, given = argument.partition(sign)
        if found:
            return name, "=" if sign == ":" else sign, given
    return argument, "", ""
