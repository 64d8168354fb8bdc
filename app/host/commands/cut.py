"""cut: parts of lines. Follows coreutils src/cut.c and src/set-fields.c."""

from __future__ import annotations

import re

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage
from app.host.text_lines import TextFiles

USAGE = Usage(
    "cut OPTION... [FILE]...",
    "Print selected parts of lines from each FILE to standard output.",
    (
        Option("b", "bytes", "LIST", "select only these bytes"),
        Option("c", "characters", "LIST", "select only these characters"),
        Option("d", "delimiter", "DELIM", "use DELIM instead of TAB for field delimiter"),
        Option("f", "fields", "LIST", "select only these fields;  also print any line\nthat contains no delimiter "
               "character, unless\nthe -s option is specified"),
        Option("n", "", "", "(ignored)"),
        Option("", "complement", "", "complement the set of selected bytes, characters\nor fields"),
        Option("s", "only-delimited", "", "do not print lines not containing delimiters"),
        Option("", "output-delimiter", "STRING", "use STRING as the output delimiter\nthe default is to use the input "
               "delimiter"),
        Option("z", "zero-terminated", "", "line delimiter is NUL, not newline"),
    ),
)  # fmt: skip
LISTS = ("bytes", "characters", "fields")
ENDLESS = 2**63
Ranges = list[tuple[int, int]]  # from and to, counted from 1


async def main(run: Invocation) -> int:
    """Print the parts."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    lists = [(kind, text) for kind in LISTS for text in options.all(kind)]
    if wrong := _misuse(options, lists):
        return await options.wrong(wrong)
    (kind, text), *_ = lists
    try:
        chosen = _ranges(text, fields=kind == "fields")
    except ValueError as error:
        return await options.wrong(str(error))
    chosen = _complement(chosen) if "complement" in options else chosen
    end = b"\0" if "zero-terminated" in options else b"\n"
    delimiter = _bytes(options.last("delimiter", "\t")) or b"\0"
    between = _bytes(options.last("output-delimiter")) if "output-delimiter" in options else None
    files = TextFiles(run, options.operands)
    async for line in files.lines(end):
        part = line.removesuffix(end)
        if kind != "fields":
            part = (between or b"").join(part[first - 1 : last] for first, last in chosen if first <= len(part))
        elif delimiter in part:
            fields = part.split(delimiter)
            kept = [field for first, last in chosen for field in fields[first - 1 : last]]
            part = (delimiter if between is None else between).join(kept)
        elif "only-delimited" in options:
            continue
        await run.stdout.write(part + end)
    return files.status


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _misuse(options: Options, lists: list[tuple[str, str]]) -> str:
    if len(lists) > 1:
        return "only one list may be specified"
    if len(_bytes(options.last("delimiter"))) > 1:
        return "the delimiter must be a single character"
    if not lists:
        return "you must specify a list of bytes, characters, or fields"
    if lists[0][0] != "fields" and "delimiter" in options:
        return "an input delimiter may be specified only when operating on fields"
    if lists[0][0] != "fields" and "only-delimited" in options:
        return "suppressing non-delimited lines makes sense\n\tonly when operating on fields"
    return ""


def _ranges(text: str, *, fields: bool) -> Ranges:
    """A list as `1,3-5`, sorted, what touches joined; ValueError says what is wrong with it."""
    found = sorted(_range(part, fields=fields) for part in re.split(r"[, \t]", text))
    merged: Ranges = []
    for first, last in found:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _range(part: str, *, fields: bool) -> tuple[int, int]:
    first, dash, last = part.partition("-")
    if wrong := next((one for one in (first, last) if one and not one.isdigit()), ""):
        raise ValueError(f"invalid {'field value' if fields else 'byte/character position'} ‘{wrong}’")
    if dash and not first and not last:
        raise ValueError("invalid range with no endpoint: -")
    if (not first and not dash) or (first and not int(first)) or (last and not first and not int(last)):
        raise ValueError(f"{'fields' if fields else 'byte/character positions'} are numbered from 1")
    low, high = int(first or 1), int(last or ENDLESS) if dash else int(first)
    if high < low:
        raise ValueError("invalid decreasing range")
    return low, high


def _complement(ranges: Ranges) -> Ranges:
    found, at = [], 1
    for first, last in ranges:
        if at < first:
            found.append((at, first - 1))
        at = last + 1
    return [*found, *([(at, ENDLESS)] if at <= ENDLESS else [])]
