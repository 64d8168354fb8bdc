"""Conditions on texts: what a file, an answer, an output or a variable reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.lessons.matching import misses
from app.lessons.reading import Source, Takes, Value
from app.lessons.reading.takes import read_pattern


def text_fits(pattern: Any, text: str) -> bool:
    """Whether a text contains another, contains all of a list, or fits an operator such as `{starts with: Hello}`."""
    if isinstance(pattern, list):
        return all(text_fits(one, text) for one in pattern)
    if isinstance(pattern, Mapping):
        return not misses(pattern, text)
    return str(pattern) in text


def _read(source: Source, value: Value) -> Any:
    pattern = read_pattern(source, value)
    if value.is_mapping:
        for key in value.data:
            if " " not in key:
                source.wrong(
                    value.key_lines[key], f"{key!r} is no operator for texts", "write {has text: ...}, for example"
                )
        return pattern
    if value.is_list:
        return [below.text or below.plain() for below in value.data]
    return value.text


TEXT_PATTERN = Takes("a text that is contained, a list of them (all), or an operator", _read, {})
