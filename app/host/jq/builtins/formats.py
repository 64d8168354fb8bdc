"""`@csv`, `@sh` and the others. Follows jqlang/jq src/builtin.c: f_format."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import quote

from app.host.jq.builtins.strings import tostring
from app.host.jq.dumping import dumped
from app.host.jq.machine import World
from app.host.jq.operators import wrong
from app.host.jq.registry import function
from app.host.jq.values import JqError, Value, is_nan

_TSV = str.maketrans({"\t": "\\t", "\r": "\\r", "\n": "\\n", "\\": "\\\\", "\0": "\\0"})
_CSV = str.maketrans({'"': '""', "\0": "\\0"})
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;", '"': "&quot;", "\0": "\\0"})
_SH = str.maketrans({"'": "'\\''", "\0": "\\0"})
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*")


def _row(value: Value, name: str, separator: str, shown: Callable[[str], str]) -> str:
    if not isinstance(value, list):
        raise wrong(value, f"cannot be {name}-formatted, only array")
    cells = []
    for one in value:
        if isinstance(one, (list, dict)):
            raise wrong(one, "is not valid in a csv row")
        empty = one is None or is_nan(one)
        cells.append("" if empty else shown(one) if isinstance(one, str) else dumped(one))
    return separator.join(cells)


def _csv(value: Value) -> str:
    return _row(value, "csv", ",", lambda text: f'"{text.translate(_CSV)}"')


def _tsv(value: Value) -> str:
    return _row(value, "tsv", "\t", lambda text: text.translate(_TSV))


def _html(value: Value) -> str:
    return tostring(value).translate(_HTML)


def _uri(value: Value) -> str:
    return quote(tostring(value).encode("utf-8", "surrogatepass"), safe="-_.~")


def _sh(value: Value) -> str:
    words = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, (list, dict)):
            raise wrong(one, "can not be escaped for shell")
        words.append(f"'{one.translate(_SH)}'" if isinstance(one, str) else dumped(one))
    return " ".join(words)


def _base64(value: Value) -> str:
    return base64.b64encode(tostring(value).encode("utf-8", "surrogatepass")).decode()


def _base64d(value: Value) -> str:
    text = tostring(value)
    data = text.encode("utf-8", "surrogatepass").partition(b"=")[0]
    if _BASE64.fullmatch(data) is None:
        raise wrong(text, "is not valid base64 data")
    if len(data) % 4 == 1:
        raise wrong(text, "trailing base64 byte found")
    return base64.b64decode(data + b"=" * (-len(data) % 4)).decode("utf-8", "replace")


FORMATS: dict[str, Callable[[Value], str]] = {
    "text": tostring, "json": dumped, "csv": _csv, "tsv": _tsv, "html": _html, "uri": _uri, "sh": _sh,
    "base64": _base64, "base64d": _base64d,
}  # fmt: skip


@function("format/1")
def _format(_world: World, value: Value, name: Value) -> Value:
    if not isinstance(name, str):
        raise wrong(name, "is not a valid format")
    if name not in FORMATS:
        raise JqError(f"{name} is not a valid format")
    return FORMATS[name](value)
