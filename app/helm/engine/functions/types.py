"""What a value is, and what stands in for an empty one. Follows sprig defaults.go, reflect.go, functions.go."""

from __future__ import annotations

import posixpath
from typing import Any

from app.helm.engine.functions.conversions import is_empty, kind_of
from app.helm.engine.functions.lists import same
from app.kubectl.output.golang.values import type_name
from app.kubectl.output.gotemplate.builtins import Function


def _default(fallback: Any, *given: Any) -> Any:
    return fallback if not given or is_empty(given[0]) else given[0]


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if not is_empty(value)), None)


def _clean(path: str) -> str:
    cleaned = posixpath.normpath(path) if path else "."
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _base(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _directory(path: str) -> str:
    return _clean(path.rpartition("/")[0] or ("/" if path.startswith("/") else "."))


def _extension(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name else ""


_PATHS = {"base": _base, "dir": _directory, "clean": _clean, "ext": _extension, "isAbs": lambda p: p.startswith("/")}
FUNCTIONS = {
    "default": Function(_default, ("any", "any"), variadic=True),
    "empty": Function(is_empty, ("any",)),
    "coalesce": Function(_coalesce, ("any",), variadic=True),
    "ternary": Function(lambda yes, no, condition: yes if condition else no, ("any", "any", "bool")),
    "kindOf": Function(kind_of, ("any",)),
    "kindIs": Function(lambda name, value: name == kind_of(value), ("string", "any")),
    "typeOf": Function(type_name, ("any",)),
    "typeIs": Function(lambda name, value: name == type_name(value), ("string", "any")),
    "typeIsLike": Function(lambda name, value: type_name(value) in {name, f"*{name}"}, ("string", "any")),
    "deepEqual": Function(same, ("any", "any")),
    "hello": Function(lambda: "Hello!", ()),
    **{name: Function(call, ("string",)) for name, call in _PATHS.items()},
    **{f"os{name[0].upper()}{name[1:]}": Function(call, ("string",)) for name, call in _PATHS.items()},
}
