"""A YAML file as a tree of values that know their lines, within limits: no tags, no endless aliases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.lessons.errors import LessonError
from app.lessons.text import Text

MAX_BYTES = 1 << 20
MAX_VALUES = 20_000
MAX_DEPTH = 50
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_CONSTRUCTOR = yaml.constructor.SafeConstructor()


@dataclass(frozen=True)
class Value:
    """A scalar, a list of Values or a mapping of names to Values; `line` counts from 1."""

    data: Any
    line: int
    text: str = ""  # a scalar as it was written
    key_lines: dict[str, int] = field(default_factory=dict)

    @property
    def is_mapping(self) -> bool:
        """Names with values."""
        return isinstance(self.data, dict)

    @property
    def is_list(self) -> bool:
        """A list of values."""
        return isinstance(self.data, list)

    def plain(self) -> Any:
        """The same as plain Python data."""
        if isinstance(self.data, dict):
            return {key: value.plain() for key, value in self.data.items()}
        if isinstance(self.data, list):
            return [value.plain() for value in self.data]
        return self.data

    def at(self, path: tuple[Any, ...]) -> Value:
        """The value below, as far as the path leads."""
        here = self
        for step in path:
            if isinstance(here.data, dict) and step in here.data:
                line = here.key_lines.get(step, here.line)
                here = Value(here.data[step].data, line, here.data[step].text, here.data[step].key_lines)
            elif isinstance(here.data, list) and isinstance(step, int) and step < len(here.data):
                here = here.data[step]
        return here

    def items(self) -> Iterator[tuple[str, Value]]:
        """A mapping's names and values, in the file's order."""
        if isinstance(self.data, dict):
            yield from self.data.items()


class Source:
    """A file while it is read: its name, its errors, and the texts that somebody may have to translate.

    `folder` is where the files lie that it names; None when there are none.
    """

    def __init__(self, file: str, folder: Path | None = None) -> None:
        self.file = file
        self.folder = folder
        self.errors: list[LessonError] = []
        self.texts: list[tuple[int, Text]] = []
        self._values = 0

    def wrong(self, where: Value | int, message: str, remedy: str = "") -> None:
        """Report a mistake at a value or a line."""
        line = where.line if isinstance(where, Value) else where
        self.errors.append(LessonError(self.file, line, message, remedy))

    def parse(self, data: bytes) -> Value | None:
        """The file's tree; None (and an error) when it is no YAML that a lesson may be."""
        if len(data) > MAX_BYTES:
            self.wrong(
                1, f"the file is larger than {MAX_BYTES // 1024} KiB", "split it, or move texts into Markdown files"
            )
            return None
        try:
            node = yaml.compose(data.decode("utf-8"), Loader=_LOADER)
        except UnicodeDecodeError as error:
            self.wrong(data[: error.start].count(b"\n") + 1, "the file is not UTF-8 text", "save it as UTF-8")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = str(error.problem or error.context).removeprefix("but ")
            self.wrong((mark.line if mark else 0) + 1, f"not valid YAML: {problem}", _yaml_remedy(error))
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            self.wrong(1, f"not valid YAML: {error}", "see https://yaml.org for the syntax")
        else:
            if node is None:
                self.wrong(1, "the file is empty", "start with `title:`")
                return None
            return self._tree(node)
        return None

    def _tree(self, node: Any) -> Value | None:
        try:
            return self._value(node, ())
        except _TooMuchError as error:
            self.wrong(error.line, str(error), "write it out, without aliases")
            return None

    def _value(self, node: Any, inside: tuple[int, ...]) -> Value:
        line = node.start_mark.line + 1
        self._values += 1
        if self._values > MAX_VALUES:
            raise _TooMuchError(f"more than {MAX_VALUES} values in one file", line)
        if id(node) in inside or len(inside) > MAX_DEPTH:
            raise _TooMuchError("values are nested too deeply or contain themselves", line)
        deeper = (*inside, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, line, deeper)
        if isinstance(node, yaml.SequenceNode):
            return Value([self._value(child, deeper) for child in node.value], line)
        return Value(self._scalar(node, line), line, node.value)

    def _mapping(self, node: Any, line: int, inside: tuple[int, ...]) -> Value:
        data: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.wrong(at, "a key must be a plain word", 'put a template such as {{x}} in quotes: "{{x}}"')
                continue
            if key_node.value in data:
                self.wrong(
                    at, f"the key {key_node.value!r} stands twice", f"the first is in line {lines[key_node.value]}"
                )
            lines[key_node.value] = at
            data[key_node.value] = self._value(value_node, inside)
        return Value(data, line, key_lines=lines)

    def _scalar(self, node: Any, line: int) -> Any:
        kind = node.tag.removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return _CONSTRUCTOR.construct_yaml_bool(node)
        if kind in ("int", "float") and ":" not in node.value:  # 10:30 is no number to anybody but YAML 1.1
            try:
                return (
                    _CONSTRUCTOR.construct_yaml_int(node) if kind == "int" else _CONSTRUCTOR.construct_yaml_float(node)
                )
            except ValueError:
                return node.value
        if kind not in ("str", "int", "float", "timestamp", "value", "merge"):
            self.wrong(line, f"the tag {node.tag!r} has no meaning here", "leave it out")
        return node.value


class _TooMuchError(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _yaml_remedy(error: yaml.MarkedYAMLError) -> str:
    problem, context = str(error.problem), str(error.context)
    begun = error.context_mark.line + 1 if error.context_mark else 1
    if "tab" in problem or "\\t" in problem:
        return "indent with spaces, not with tabs"
    if "quoted scalar" in context:
        return f"the quotes that begin in line {begun} have no end"
    if "flow" in context:
        return f"close what begins in line {begun}"
    if "another document" in problem:
        return "a file is one document: take out the line `---`"
    if "block" in context and ("expected key" in problem or "indicator" in problem):
        return f"indent it as the lines are from line {begun} on; a ' inside '...' is written twice"
    if "undefined alias" in problem:
        return "put texts that begin with * in quotes"
    if "cannot start any token" in problem:
        return "put texts that begin with `, @ or % in quotes"
    if "mapping values are not allowed" in problem:
        return "put texts that hold a colon and a space in quotes"
    if "could not find expected ':'" in problem or "expected <block end>" in problem:
        return "look at the indentation of this line and of the ones above it"
    return "look at this line and the one above it"
