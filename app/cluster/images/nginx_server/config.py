"""nginx's configuration files: tokens, directives, includes, and what is wrong with them, as `nginx -t` says it.

Follows nginx src/core/ngx_conf_file.c: ngx_conf_read_token, ngx_conf_handler.
"""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from app.cluster.images.nginx_server.directives import known

MAIN = "/etc/nginx/nginx.conf"
FREE = frozenset({"map", "types", "geo", "split_clients", "stream"})  # blocks whose lines are no directives of ours
DEPTH = 12  # of includes


class ConfigError(Exception):
    """What nginx says behind `[emerg]`."""


@dataclass
class Directive:
    """`name args;` or `name args { block }`."""

    name: str
    args: tuple[str, ...]
    file: str
    line: int
    block: list[Directive] = field(default_factory=list)

    def all(self, name: str) -> list[Directive]:
        """The directives of a name in the block."""
        return [one for one in self.block if one.name == name]

    def first(self, name: str) -> Directive | None:
        """The first of them."""
        return next((one for one in self.block if one.name == name), None)

    def wrong(self, text: str) -> ConfigError:
        """An error that names this place."""
        return ConfigError(f"{text} in {self.file}:{self.line}")


Token = tuple[str, str, int]  # (kind: word, ;, {, } or end; text; line)
Read = Callable[[str], bytes | None]
Names = Callable[[str], list[str]]


@lru_cache(maxsize=64)
def tokens(text: str, file: str) -> tuple[Token, ...]:
    """The words and signs of a file."""
    return tuple(_tokens(text, file))


def _tokens(text: str, file: str) -> Iterator[Token]:
    at, line, size = 0, 1, len(text)
    while at < size:
        letter = text[at]
        if letter in " \t\r\n":
            line += letter == "\n"
            at += 1
        elif letter == "#":
            while at < size and text[at] != "\n":
                at += 1
        elif letter in ";{}":
            yield letter, letter, line
            at += 1
        elif letter in "\"'":
            end = at + 1
            while end < size and text[end] != letter:
                end += 2 if text[end] == "\\" else 1
            if end >= size:
                line += text.count("\n", at)
                raise ConfigError(f'unexpected end of file, expecting ";" or "}}" in {file}:{line}')
            yield "word", _unescaped(text[at + 1 : end]), line
            line += text.count("\n", at, end)
            at = end + 1
        else:
            end = at
            while end < size and text[end] not in " \t\r\n;" and text[end] != "{":
                if text[end] == "$" and text[end + 1 : end + 2] == "{":
                    end = text.find("}", end)
                    end = size - 1 if end < 0 else end
                end += 2 if text[end] == "\\" else 1
            yield "word", text[at:end], line
            at = end
    yield "end", "", line


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\'", "'").replace("\\t", "\t").replace("\\n", "\n")


class Parser:
    """One configuration with its includes."""

    def __init__(self, read: Read, names: Names) -> None:
        self.read, self.names = read, names

    def main(self) -> Directive:
        """The whole configuration; ConfigError when nginx would not start with it."""
        root = Directive("main", (), MAIN, 1)
        self._file(MAIN, root, "main", 0)
        if root.first("events") is None:
            raise ConfigError('no "events" section in configuration')
        return root

    def _file(self, path: str, into: Directive, context: str, depth: int) -> None:
        content = self.read(path)
        if content is None:
            raise ConfigError(f'open() "{path}" failed (2: No such file or directory)')
        found = iter(tokens(content.decode("utf-8", "replace"), path))
        self._block(found, path, into, context, depth, top=True)

    def _block(self, found: Iterator[Token], path: str, into: Directive, context: str, depth: int, *,
               top: bool) -> None:  # fmt: skip
        words: list[str] = []
        begun = 1
        for kind, text, line in found:
            if kind == "word":
                begun = begun if words else line
                words.append(text)
                continue
            if kind == "end":
                if words:
                    raise ConfigError(f'unexpected end of file, expecting ";" or "}}" in {path}:{line}')
                if not top:
                    raise ConfigError(f'unexpected end of file, expecting "}}" in {path}:{line}')
                return
            if kind == "}":
                if words or top:
                    raise ConfigError(f'unexpected "}}" in {path}:{line}')
                return
            if not words:
                raise ConfigError(f'unexpected "{kind}" in {path}:{line}')
            one = Directive(words[0], tuple(words[1:]), path, line)
            words = []
            self._directive(one, kind == "{", into, context, depth, found)
        del begun

    def _directive(self, one: Directive, opened: bool, into: Directive, context: str, depth: int,
                   found: Iterator[Token]) -> None:  # fmt: skip
        if context not in FREE:
            check(one, context, opened)
        if one.name == "include" and not opened:
            self._include(one, into, context, depth)
            return
        into.block.append(one)
        if opened:
            inner = one.name if one.name != "limit_except" else "location"
            self._block(found, one.file, one, inner, depth, top=False)

    def _include(self, one: Directive, into: Directive, context: str, depth: int) -> None:
        if depth >= DEPTH:
            raise one.wrong("too many nested includes")
        path = posixpath.join("/etc/nginx", one.args[0])
        if not any(sign in path for sign in "*?["):
            if self.read(path) is None:
                raise one.wrong(f'open() "{path}" failed (2: No such file or directory)')
            self._file(path, into, context, depth + 1)
            return
        folder, pattern = posixpath.split(path)
        for name in sorted(self.names(folder)):
            if fnmatchcase(name, pattern) and not name.startswith("."):
                self._file(f"{folder}/{name}", into, context, depth + 1)


Answer = tuple[bool, str, Any]  # (a file's content or a folder's names, its path, the answer)
KEPT = 8
_known: deque[tuple[list[Answer], Directive]] = deque(maxlen=KEPT)


def remembered(read: Read, names: Names) -> Directive:
    """`Parser.main` of files that may have been parsed before: the pods of a Deployment have the same ones."""
    for answers, main in _known:
        if all((read if file else names)(path) == said for file, path, said in answers):
            return main
    heard: list[Answer] = []

    def noted(ask: Callable[[str], Any], file: bool) -> Callable[[str], Any]:
        def asked(path: str) -> Any:
            said = ask(path)
            heard.append((file, path, said))
            return said

        return asked

    main = Parser(noted(read, True), noted(names, False)).main()
    _known.append((heard, main))
    return main


def check(one: Directive, context: str, opened: bool) -> None:
    """Whether a directive is one, may stand here, and has what it needs."""
    choices = known().get(one.name)
    if choices is None:
        raise one.wrong(f'unknown directive "{one.name}"')
    here = [each for each in choices if context in each.contexts]
    if not here:
        raise one.wrong(f'"{one.name}" directive is not allowed here')
    kind = here[0]
    if kind.block and not opened:
        raise one.wrong(f'directive "{one.name}" has no opening "{{"')
    if opened and not kind.block:
        raise one.wrong(f'directive "{one.name}" is not terminated by ";"')
    if not kind.least <= len(one.args) <= kind.most:
        raise one.wrong(f'invalid number of arguments in "{one.name}" directive')
    if kind.flag and one.args[0].lower() not in {"on", "off"}:
        raise one.wrong(f'invalid value "{one.args[0]}" in "{one.name}" directive, it must be "on" or "off"')
