"""Regular expressions, in linear time. Follows github.com/Masterminds/sprig/v3 regex.go and Go's regexp."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import re2

from app.helm.engine.values import Strings
from app.kubectl.output.gotemplate.builtins import CallError, Function
from app.sim import regular

_REFERENCE = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))")


def compiled(pattern: str) -> Any:
    """The compiled pattern; CallError in Go's words."""
    try:
        return regular.compiled(pattern)
    except regular.PatternError as wrong:
        raise CallError(str(wrong)) from None


def _expanded(template: str, match: Any) -> str:
    def value(reference: re.Match[str]) -> str:
        if reference[0] == "$$":
            return "$"
        name = reference[1] or reference[2]
        try:
            return match.group(int(name) if name.isdigit() else name) or ""
        except (IndexError, re2.error):
            return ""

    return _REFERENCE.sub(value, template)


def _replace(pattern: str, text: str, replacement: str, expand: Callable[[str, Any], str]) -> str:
    return str(compiled(pattern).sub(lambda match: expand(replacement, match), text))


def _find(pattern: str, text: str) -> str:
    match = compiled(pattern).search(text)
    return match.group() if match else ""


def _find_all(pattern: str, text: str, count: int) -> Strings:
    found = [match.group() for match in compiled(pattern).finditer(text)]
    return Strings(found if count < 0 else found[:count])


def _split(pattern: str, text: str, count: int) -> Strings:
    if count == 0:
        return Strings()
    parts: list[str] = []
    start = 0
    for match in compiled(pattern).finditer(text):
        if 0 < count <= len(parts) + 1:
            break
        if match.end() == 0:
            continue
        parts.append(text[start : match.start()])
        start = match.end()
    return Strings([*parts, text[start:]])


def _literally(replacement: str, _: Any) -> str:
    return replacement


_FORMS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "regexFind": (_find, ("string", "string")),
    "regexFindAll": (_find_all, ("string", "string", "int")),
    "regexReplaceAll": (lambda p, t, r: _replace(p, t, r, _expanded), ("string", "string", "string")),
    "regexReplaceAllLiteral": (lambda p, t, r: _replace(p, t, r, _literally), ("string", "string", "string")),
    "regexSplit": (_split, ("string", "string", "int")),
}


def _match(pattern: str, text: str) -> bool:
    return compiled(pattern).search(text) is not None


def _matches(pattern: str, text: str) -> bool:
    try:
        return _match(pattern, text)
    except CallError:
        return False


def _panicking(call: Callable[..., Any]) -> Callable[..., Any]:
    """Without `must`, a wrong pattern is a panic of regexp.MustCompile."""

    def called(pattern: str, *rest: Any) -> Any:
        try:
            compiled(pattern)
        except CallError as wrong:
            raise CallError(f"regexp: Compile(`{pattern}`): {wrong}") from None
        return call(pattern, *rest)

    return called


FUNCTIONS = {name: Function(_panicking(call), types) for name, (call, types) in _FORMS.items()}
FUNCTIONS |= {f"mustR{name[1:]}": Function(call, types) for name, (call, types) in _FORMS.items()}
FUNCTIONS |= {
    "regexMatch": Function(_matches, ("string", "string")),
    "mustRegexMatch": Function(_match, ("string", "string")),
    "regexQuoteMeta": Function(lambda text: re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text), ("string",)),
}
