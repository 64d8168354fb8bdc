"""Texts. Follows github.com/Masterminds/sprig/v3 strings.go and github.com/huandu/xstrings, Masterminds/goutils."""

from __future__ import annotations

import re
from typing import Any

from app.helm.engine.functions.conversions import text_of
from app.helm.engine.values import StringMap, Strings
from app.kubectl.output.gotemplate.builtins import CallError, Function
from app.sim.go_strings import quote


def strings_of(value: Any) -> Strings:
    """Anything as `[]string`: nil elements left out, a single thing as a list of one."""
    if value is None:
        return Strings()
    items = value if isinstance(value, list | tuple) else [value]
    return Strings(text_of(item) for item in items if item is not None)


def _trunc(count: int, text: str) -> str:
    data = text.encode("utf-8", "surrogateescape")
    if count < 0 and len(data) + count > 0:
        data = data[len(data) + count :]
    elif 0 <= count < len(data):
        data = data[:count]
    return data.decode("utf-8", "surrogateescape")


def _substr(start: int, end: int, text: str) -> str:
    data = text.encode("utf-8", "surrogateescape")
    if start < 0:
        part = data[:end]
    elif end < 0 or end > len(data):
        part = data[start:]
    else:
        part = data[start:end]
    return part.decode("utf-8", "surrogateescape")


def _title(text: str) -> str:
    return re.sub(r"(^|\W)(\w)", lambda m: m[1] + m[2].upper(), text)


def _untitle(text: str) -> str:
    return re.sub(r"(^|\s)(\S)", lambda m: m[1] + m[2].lower(), text)


def _initials(text: str) -> str:
    return "".join(word[0] for word in text.split())


def _words(text: str) -> list[str]:
    """The words of a camelCase, snake_case or kebab-case name."""
    parts = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+", re.sub(r"[-_\s]+", " ", text))
    joined: list[str] = []
    for part in parts:
        if part.isdigit() and joined:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _camel(text: str) -> str:
    parts = [part for part in re.split(r"[-_\s]+", text) if part]
    return "".join(part[0].upper() + part[1:] for part in parts)


def _abbrev(width: int, text: str) -> str:
    if width < 4 or len(text) <= width:
        return text
    return text[: width - 3] + "..."


def _abbrev_both(left: int, right: int, text: str) -> str:
    if right < 4 or (left > 0 and right < 7) or len(text) <= right:
        return text
    left = min(left, len(text))
    if len(text) - left < right - 3:
        left = len(text) - (right - 3)
    if left <= 4:
        return text[: right - 3] + "..."
    if left + right - 3 < len(text):
        return "..." + _abbrev(right - 3, text[left:])
    return "..." + text[len(text) - (right - 3) :]


def _wrap(width: int, text: str, newline: str = "\n", *, cut: bool = False) -> str:
    width = max(width, 1)
    lines: list[str] = []
    while len(text) > width:
        if text[0] == " ":
            text = text[1:]
            continue
        at = text.rfind(" ", 0, width + 1)
        if at < 0 and cut:
            lines.append(text[:width])
            text = text[width:]
            continue
        if at < 0:
            at = text.find(" ", width)
            if at < 0:
                break
        lines.append(text[:at])
        text = text[at + 1 :]
    return newline.join([*lines, text])


def _indent(count: int, text: str) -> str:
    if count < 0:
        raise CallError("strings: negative Repeat count")
    pad = " " * count
    return pad + text.replace("\n", "\n" + pad)


def _cat(*values: Any) -> str:
    return " ".join(text_of(value) for value in values if value is not None)


def _quoted(*values: Any) -> str:
    return " ".join(quote(text_of(value)) for value in values if value is not None)


def _squoted(*values: Any) -> str:
    return " ".join(f"'{text_of(value)}'" for value in values if value is not None)


def _numbered(parts: list[str]) -> StringMap:
    return StringMap({f"_{place}": part for place, part in enumerate(parts)})


def _split_list(separator: str, text: str) -> Strings:
    return Strings(text.split(separator) if separator else list(text))


def _splitn(separator: str, count: int, text: str) -> StringMap:
    if count == 0:
        return StringMap()
    return _numbered(text.split(separator, count - 1 if count > 0 else -1))


def _repeat(count: int, text: str) -> str:
    if count < 0:
        raise CallError("strings: negative Repeat count")
    if count * len(text) > 1 << 24:
        raise CallError("strings: Repeat output length overflow")
    return text * count


def _join(separator: str, value: Any) -> str:
    return separator.join(strings_of(value))


def _swap_case(text: str) -> str:
    return text.swapcase()


def _snake(text: str) -> str:
    return "_".join(word.lower() for word in _words(text))


def _kebab(text: str) -> str:
    return "-".join(word.lower() for word in _words(text))


_S = ("string",)
_SS = ("string", "string")
FUNCTIONS = {
    "trim": Function(str.strip, _S),
    "upper": Function(str.upper, _S),
    "lower": Function(str.lower, _S),
    "title": Function(_title, _S),
    "untitle": Function(_untitle, _S),
    "swapcase": Function(_swap_case, _S),
    "initials": Function(_initials, _S),
    "nospace": Function(lambda text: "".join(text.split()), _S),
    "snakecase": Function(_snake, _S),
    "camelcase": Function(_camel, _S),
    "kebabcase": Function(_kebab, _S),
    "trunc": Function(_trunc, ("int", "string")),
    "substr": Function(_substr, ("int", "int", "string")),
    "abbrev": Function(_abbrev, ("int", "string")),
    "abbrevboth": Function(_abbrev_both, ("int", "int", "string")),
    "repeat": Function(_repeat, ("int", "string")),
    "trimall": Function(lambda cut, text: text.strip(cut), _SS),
    "trimAll": Function(lambda cut, text: text.strip(cut), _SS),
    "trimSuffix": Function(lambda end, text: text.removesuffix(end), _SS),
    "trimPrefix": Function(lambda start, text: text.removeprefix(start), _SS),
    "contains": Function(lambda part, text: part in text, _SS),
    "hasPrefix": Function(lambda start, text: text.startswith(start), _SS),
    "hasSuffix": Function(lambda end, text: text.endswith(end), _SS),
    "quote": Function(_quoted, ("any",), variadic=True),
    "squote": Function(_squoted, ("any",), variadic=True),
    "cat": Function(_cat, ("any",), variadic=True),
    "indent": Function(_indent, ("int", "string")),
    "nindent": Function(lambda count, text: "\n" + _indent(count, text), ("int", "string")),
    "replace": Function(lambda old, new, text: text.replace(old, new), ("string", "string", "string")),
    "plural": Function(lambda one, many, count: one if count == 1 else many, ("string", "string", "int")),
    "wrap": Function(_wrap, ("int", "string")),
    "wrapWith": Function(lambda width, end, text: _wrap(width, text, end, cut=True), ("int", "string", "string")),
    "join": Function(_join, ("string", "any")),
    "sortAlpha": Function(lambda value: Strings(sorted(strings_of(value))), ("any",)),
    "split": Function(lambda separator, text: _numbered(text.split(separator)), _SS),
    "splitList": Function(_split_list, _SS),
    "splitn": Function(_splitn, ("string", "int", "string")),
}
