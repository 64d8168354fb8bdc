"""cat: files one after the other, as they come."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "cat [OPTION]... [FILE]...",
    "Concatenate FILE(s) to standard output.",
    (
        Option("A", "show-all", "", "equivalent to -vET"),
        Option("b", "number-nonblank", "", "number nonempty output lines, overrides -n"),
        Option("e", "", "", "equivalent to -vE"),
        Option("E", "show-ends", "", "display $ at end of each line"),
        Option("n", "number", "", "number all output lines"),
        Option("s", "squeeze-blank", "", "suppress repeated empty output lines"),
        Option("t", "", "", "equivalent to -vT"),
        Option("T", "show-tabs", "", "display TAB characters as ^I"),
        Option("u", "", "", "(ignored)"),
        Option("v", "show-nonprinting", "", "use ^ and M- notation, except for LFD and TAB"),
    ),
    version="cat (GNU coreutils) 9.4",
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    status, shown = 0, _Shown(options)
    for name in options.operands or ["-"]:
        if name == "-":
            async for chunk in run.stdin:
                await run.stdout.write(shown(chunk))
            continue
        try:
            data = run.read_file(name)
        except OSError as error:
            await run.stdout.write(shown.rest())
            what = f"can't open '{name}'" if run.host.ash and run.kind_of(name) != "directory" else name
            status = await run.fail(f"{what}: {error.strerror}")
            continue
        await run.stdout.write(shown(data))
    await run.stdout.write(shown.rest())
    return status


class _Shown:
    """What becomes of the bytes; with options that look at lines, a line is shown when it is whole."""

    def __init__(self, options: Options) -> None:
        on = {letter for letter, name in LETTERS.items() if name in options}
        self.ends, self.tabs = bool(on & set("AeE")), bool(on & set("AtT"))
        self.visible, self.squeeze = bool(on & set("Aetv")), "s" in on
        self.all, self.filled = "n" in on and "b" not in on, "b" in on
        self.plain = not on
        self._left, self._number, self._blank = b"", 0, False

    def __call__(self, data: bytes) -> bytes:
        if self.plain:
            return data
        *lines, self._left = (self._left + data).split(b"\n")
        return b"".join(self._line(line, b"\n") for line in lines)

    def rest(self) -> bytes:
        """What no newline has ended."""
        left, self._left = self._left, b""
        return self._line(left, b"") if left else b""

    def _line(self, line: bytes, end: bytes) -> bytes:
        if self.squeeze and not line and self._blank:
            return b""
        self._blank = not line
        number = b""
        if self.all or (self.filled and line):
            self._number += 1
            number = b"%6d\t" % self._number
        if self.visible:
            line = b"".join(map(_visible, line))
        if self.tabs:
            line = line.replace(b"\t", b"^I")
        return number + line + (b"$" if self.ends and end else b"") + end


LETTERS = {
    "A": "show-all", "b": "number-nonblank", "e": "e", "E": "show-ends", "n": "number", "s": "squeeze-blank", "t": "t",
    "T": "show-tabs", "v": "show-nonprinting",
}  # fmt: skip


def _visible(byte: int) -> bytes:
    meta, low = (b"M-", byte - 128) if byte >= 128 else (b"", byte)
    if low == 127:
        return meta + b"^?"
    if low < 32 and (meta or low != 9):
        return meta + b"^" + bytes((low + 64,))
    return meta + bytes((low,))
