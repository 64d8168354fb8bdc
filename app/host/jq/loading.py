"""A program with what it imports: functions of other files, data of JSON files. Follows jqlang/jq src/linker.c."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from app.host.jq import destructuring, paths  # noqa: F401 - they register how parts are compiled
from app.host.jq.binding import Level, Names, Report, constants, define
from app.host.jq.builtins import natives
from app.host.jq.machine import Frame, Machine, Step, World, emit
from app.host.jq.parser import CompileError, located, parse
from app.host.jq.parts import compiled
from app.host.jq.reading import Reader
from app.host.jq.syntax import Import, Program
from app.host.jq.values import JqError, Value

Load = Callable[[str], bytes]
TOP = "<top-level>"


@dataclass(frozen=True)
class Code:
    """A program that is ready to run."""

    step: Step
    size: int

    def machine(self, world: World, value: Value) -> Machine:
        """A machine that runs it on an input."""
        return Machine(world, value, self.step, Frame(self.size, (), None, None, emit))


@dataclass(frozen=True)
class Library:
    """Where imports are looked for: a way to read files (OSError), a way to tell whether there is one, and places."""

    load: Load
    exists: Callable[[str], bool]
    search: tuple[str, ...]
    home: str
    origin: str


def load(source: str, variables: Mapping[str, Value], library: Library) -> Code:
    """Compile a program; CompileError with the messages of what is wrong with it."""
    program = parse(source)
    if program.main is None:
        raise CompileError(['jq: error: Top-level program not given (try ".")'])
    level = Level(0)
    report = Report(place=lambda message, position: located(message, source, TOP, max(position, 0)))
    names = Names(level, natives(), report, variables=constants(variables))
    names = _Linker(library).linked(program, names, library.origin)
    step = compiled(program.main, names, emit)
    if report.found:
        raise CompileError([message for _, _, message in sorted(report.found, key=lambda one: one[:2])])
    return Code(step, level.size)


class _Linker:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.open: list[str] = []

    def linked(self, program: Program, names: Names, origin: str) -> Names:
        """What a program knows with its imports and functions."""
        for one in program.imports:
            path = self.find(one, origin)
            if path is None:
                if one.settings.get("optional") is True:
                    continue
                raise CompileError([f"jq: error: module not found: {one.path}\n"])
            names = self.data(one, path, names) if one.data else self.code(one, path, names)
        for function in program.functions:
            names = define(names, function)
        return names

    def find(self, wanted: Import, origin: str) -> str | None:
        _check_path(wanted.path)
        given = wanted.settings.get("search")
        places = (
            [given] if isinstance(given, str) else given if isinstance(given, list) else [".", *self.library.search]
        )
        suffix = ".json" if wanted.data else ".jq"
        last = posixpath.basename(wanted.path)
        for place in places:
            if not isinstance(place, str):
                continue
            folder = self.folder(place, origin)
            for name in (wanted.path, f"{wanted.path}/jq/main", f"{wanted.path}/{last}"):
                path = posixpath.normpath(f"{folder}/{name}{suffix}")
                if self.library.exists(path):
                    return path
        return None

    def folder(self, place: str, origin: str) -> str:
        if place == "~" or place.startswith("~/"):
            return self.library.home + place[1:]
        if place.startswith("$ORIGIN/"):
            return "/usr/bin/" + place[8:]
        return posixpath.join(origin, place)

    def data(self, wanted: Import, path: str, names: Names) -> Names:
        try:
            found = [one.value for one in Reader().feed(self.library.load(path), end=True)]
        except (OSError, JqError) as wrong:
            text = wrong.value if isinstance(wrong, JqError) else f"Could not open {path}: {wrong.strerror}"
            raise CompileError([f"jq: error loading data file {path}: {text}\n"]) from None
        both = {f"{wanted.name}::{wanted.name}": found, str(wanted.name): found}
        return replace(names, variables={**names.variables, **constants(both)})

    def code(self, wanted: Import, path: str, names: Names) -> Names:
        if path in self.open:
            raise CompileError([f"jq: error: module {path} imports itself"])
        source = self.library.load(path).decode("utf-8", "replace")
        program = parse(source, path)
        if program.main is not None:
            raise CompileError(["jq: error: jq: error: library should only have function definitions, not a main "
                                "expression\n<unknown location>"])  # fmt: skip
        self.open.append(path)
        report = replace(names.report, place=lambda message, at: located(message, source, path, max(at, 0)))
        own = self.linked(program, Names(names.level, names.natives, report), posixpath.dirname(path))
        self.open.pop()
        prefix = f"{wanted.name}::" if wanted.name else ""
        known = {f"{one.name}/{len(one.parameters)}" for one in program.functions}
        taken = {prefix + key: found for key, found in own.functions.items() if not prefix or key in known}
        return replace(names, functions={**names.functions, **taken})


def _check_path(path: str) -> None:
    if "\\" in path:
        wrong = f"Modules must be named by relative paths using '/', not '\\' ({path})"
        raise CompileError([f"jq: error: {wrong}\n"])
    parts = path.split("/")
    if ".." in parts:
        wrong = f"Relative paths to modules may not traverse to parent directories ({path})"
        raise CompileError([f"jq: error: {wrong}\n"])
    if any(one == other for one, other in pairwise(parts)):
        raise CompileError([f"jq: error: module names must not have equal consecutive components: {path}\n"])


def described(name: str, library: Library) -> Value:
    """What `modulemeta` says of a module."""
    wanted = Import(name, None, data=False, settings={"search": [*library.search]})
    path = _Linker(library).find(wanted, library.origin)
    if path is None:
        raise JqError(f"module not found: {name}")
    program = parse(library.load(path).decode("utf-8", "replace"), path)
    depends = [
        {**one.settings, **({"as": one.name} if one.name else {}), "is_data": one.data, "relpath": one.path}
        for one in program.imports
    ]
    defined = [f"{one.name}/{len(one.parameters)}" for one in program.functions]
    return {**(program.module or {}), "deps": depends, "defs": defined}
