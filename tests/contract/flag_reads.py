"""Which flags a verb of kubectl can read at all, told from the source.

From a verb's `run`, every function of app.kubectl that it can reach is searched for the flags' names. Methods are
matched by name alone, so that a flag may count as read when it is not, but never the other way round.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import app.kubectl

ROOT = Path(app.kubectl.__file__).parent
PACKAGE = "app.kubectl"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass
class Source:
    """One module: what stands at its top level, and what its names stand for."""

    name: str
    top: dict[str, ast.AST] = field(default_factory=dict)  # functions, classes, constants
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)  # name -> (module, name there or "")


@cache
def sources() -> dict[str, Source]:
    """Every module of kubectl, parsed."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join((PACKAGE, *(part for part in parts if part != "__init__")))
        found[name] = Source(name)
        for node in ast.parse(path.read_text("utf-8")).body:
            _take(found[name], node)
    return found


def _take(source: Source, node: ast.stmt) -> None:
    if isinstance(node, Definition):
        source.top[node.name] = node
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for name in ast.walk(target):
                if isinstance(name, ast.Name):
                    source.top[name.id] = node
    elif isinstance(node, ast.ImportFrom) and node.module:
        for each in node.names:
            source.imported[each.asname or each.name] = (node.module, each.name)


@cache
def methods() -> dict[str, list[tuple[str, ast.AST]]]:
    """Methods of all classes by name, each with its module."""
    found = defaultdict(list)
    for source in sources().values():
        for node in source.top.values():
            for member in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef):
                    found[member.name].append((source.name, member))
    return found


def _resolve(module: str, name: str) -> tuple[str, ast.AST] | None:
    source = sources().get(module)
    while source is not None:
        if name in source.top:
            return source.name, source.top[name]
        if name not in source.imported:
            return None
        module, name = source.imported[name]
        source = sources().get(module)
    return None


def _reached(module: str, node: ast.AST) -> list[tuple[str, ast.AST]]:
    source = sources()[module]
    found: list[tuple[str, ast.AST] | None] = []
    for each in ast.walk(node):
        if isinstance(each, ast.ImportFrom) and each.module:
            found += [_resolve(each.module, item.name) for item in each.names]
        elif isinstance(each, ast.Name):
            found.append(_resolve(module, each.id))
        elif isinstance(each, ast.Attribute):
            base = source.imported.get(each.value.id) if isinstance(each.value, ast.Name) else None
            if base is not None and f"{base[0]}.{base[1]}" in sources():
                found.append(_resolve(f"{base[0]}.{base[1]}", each.attr))
            else:
                found += methods().get(each.attr, ())
    return [item for item in found if item is not None]


@cache
def reads(module: str, function: str = "run") -> re.Pattern[str]:
    """What the names of flags look like that a module's function can reach: every string constant, and f-strings."""
    start = _resolve(module, function)
    seen: set[int] = set()
    todo = [start] if start else []
    words: set[str] = set()
    while todo:
        where, node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ast.ClassDef):
            todo += [(where, part) for part in node.body if getattr(part, "name", "") in ("__init__", "__post_init__")]
            continue
        words |= names_in(node)
        todo += _reached(where, node)
    return re.compile("|".join(sorted(words)))


def names_in(node: ast.AST) -> set[str]:
    """Strings of a piece of source that could be flags' names, as regular expressions."""
    words = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            if re.fullmatch(r"[a-z][a-z0-9-]*", each.value):
                words.add(each.value)
        elif isinstance(each, ast.JoinedStr) and isinstance(each.values[0], ast.Constant):
            start = str(each.values[0].value)
            if re.fullmatch(r"[a-z][a-z0-9-]*-", start):
                words.add(f"{start}[a-z]+")
    return words
