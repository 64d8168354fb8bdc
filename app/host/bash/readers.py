"""Programs that read standard input when no file is named, and how to see from a command line whether one does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.host.bash.script import Word


@dataclass(frozen=True)
class Reader:
    """How a program takes its arguments.

    It reads standard input when it has fewer than `operands` of them, or one of them is `-`. The letters in `valued`
    and the long names in `longs` have a word behind them (two where a name is written with `::`); those in `instead`
    stand for the first operand, and with those in `without` nothing is read.
    """

    operands: int = 1
    valued: str = ""
    longs: str = ""
    instead: str = ""
    without: str = ""


ALWAYS = 99
_GREP = Reader(2, "ABCDdefm", "after-context before-context context max-count", "ef regexp file", "rR recursive")
_AWK = Reader(2, "Fvf", "assign field-separator", "f file")
_PLAIN = """
    cat comm factor gzip less md5sum more numfmt rev sha1sum sha224sum sha256sum sha384sum sha512sum b2sum sum tsort wc
"""
READERS = {
    **dict.fromkeys(("grep", "egrep", "fgrep"), _GREP),
    **dict.fromkeys(("awk", "gawk", "mawk", "nawk"), _AWK),
    **dict.fromkeys(("mapfile", "readarray"), Reader(ALWAYS, "dnOsuCc", without="u")),
    **dict.fromkeys(_PLAIN.split(), Reader()),
    "base64": Reader(1, "w", "wrap"), "cksum": Reader(1, "al"), "column": Reader(1, "csoNRHnl"),
    "csplit": Reader(2, "bfn"), "cut": Reader(1, "bcdf", "delimiter fields bytes characters output-delimiter"),
    "expand": Reader(1, "t"), "fmt": Reader(1, "wgp"), "fold": Reader(1, "w"), "head": Reader(1, "nc", "lines bytes"),
    "hexdump": Reader(1, "efnsL"), "join": Reader(2, "aeijotv12"),
    "jq": Reader(2, "fL", "arg:: argjson:: slurpfile:: rawfile:: indent", "f from-file", "n null-input"),
    "nl": Reader(1, "bdfhilnsvw"), "od": Reader(1, "AjNStw"), "paste": Reader(1, "d", "delimiters"),
    "sed": Reader(2, "efl", "expression file", "ef expression file"),
    "shuf": Reader(1, "noi", "head-count input-range", "", "ei echo input-range"),
    "sort": Reader(1, "kotSTy", "key output field-separator"), "split": Reader(1, "ablnCt"),
    "ssh": Reader(ALWAYS, without="nf"), "tac": Reader(1, "s", "separator"), "tail": Reader(1, "ncs", "lines bytes"),
    "tee": Reader(ALWAYS), "tr": Reader(ALWAYS), "unexpand": Reader(1, "t"),
    "uniq": Reader(1, "fsw", "skip-fields skip-chars check-chars"),
    "xargs": Reader(ALWAYS, "adEILnPs", without="a arg-file"), "xxd": Reader(1, "clsgo"),
}  # fmt: skip
BEGINS = re.compile(r"""['"]?\s*BEGIN\s*\{[^{}]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}[^{}]*)*\}\s*['"]?""")


def reads_input(words: Sequence[Word]) -> bool:
    """Whether a command line is one of a program that reads its standard input."""
    reader = READERS.get(words[0].text)
    if reader is None:
        return False
    operands, options = _arguments(reader, [word.text for word in words[1:]])
    if options & {*reader.without.partition(" ")[0], *reader.without.split()}:
        return "-" in operands
    if reader is _AWK and not options & {"f", "file"} and operands and BEGINS.fullmatch(operands[0]):
        return False
    needed = reader.operands - bool(options & {*reader.instead.partition(" ")[0], *reader.instead.split()})
    return len(operands) < needed or "-" in operands


def _arguments(reader: Reader, words: list[str]) -> tuple[list[str], set[str]]:
    """The operands and the letters and long names of the options."""
    operands: list[str] = []
    options: set[str] = set()
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*operands, *rest], options
        if word.startswith("--"):
            name, equals, _ = word[2:].partition("=")
            options.add(name)
            behind = 2 if f"{name}::" in reader.longs.split() else int(name in reader.longs.split() and not equals)
            del rest[:behind]
        elif word.startswith("-") and word != "-":
            for at, letter in enumerate(word[1:], 2):
                options.add(letter)
                if letter in reader.valued:
                    del rest[: int(at == len(word))]
                    break
        else:
            operands.append(word)
    return operands, options
