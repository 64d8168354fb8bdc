"""What may stand behind a key: words, numbers, texts in several languages, durations, patterns, expressions."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import Any

from app.lessons.matching import pattern_problems
from app.lessons.matching.operators import compiled
from app.lessons.reading.fields import SCALAR, Takes
from app.lessons.reading.source import Source, Value
from app.lessons.text import FALLBACK, LANGUAGES, Text

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def read_word(source: Source, value: Value) -> str:
    """A plain word or text, as it was written (so that `1.36` and `no` stay what they are)."""
    if value.is_mapping or value.is_list or not value.text.strip():
        source.wrong(value, "a text is expected here", "write a word, or a text in quotes")
        return ""
    return value.text


def read_flag(source: Source, value: Value) -> bool:
    """True or false."""
    if not isinstance(value.data, bool):
        source.wrong(value, "true or false is expected here")
        return False
    return value.data


def read_text(source: Source, value: Value) -> Text:
    """A text for readers: one (English), or one per language."""
    if not value.is_mapping:
        text = Text({FALLBACK: read_word(source, value).strip()})
    else:
        words: dict[str, str] = {}
        for language, below in value.items():
            if not _LANGUAGE.fullmatch(language):
                torn = below.data is None  # {en: One, two} is a text that ends at its comma
                remedy = "put texts that hold a comma in quotes" if torn else "write en, ja, ..."
                source.wrong(value.key_lines[language], f"{language!r} is no language", remedy)
                continue
            words[language] = read_word(source, below).strip()
        if FALLBACK not in words:
            source.wrong(value, "the English text is missing", "add `en:`; other languages fall back to it")
        text = Text(words)
    source.texts.append((value.line, text))
    return text


def read_texts(source: Source, value: Value) -> tuple[Text, ...]:
    """One text for readers, or several."""
    if not value.is_list:
        return (read_text(source, value),)
    if not value.data:
        source.wrong(value, "the list is empty", "write at least one text")
    return tuple(read_text(source, entry) for entry in value.data)


def read_pattern(source: Source, value: Value) -> Any:
    """A pattern for objects or documents, with operators."""
    pattern = value.plain()
    for path, message, remedy in pattern_problems(pattern):
        source.wrong(value.at(path), message, remedy)
    return pattern


def read_expression(source: Source, value: Value) -> str:
    """A regular expression."""
    word = read_word(source, value)
    try:
        compiled(word)
    except ValueError as error:
        source.wrong(value, f"not a regular expression: {error}", "the syntax is RE2's")
    return word


def read_seconds(source: Source, value: Value) -> float:
    """A duration such as `30s`, `5m` or `1h30m`, in seconds."""
    match = _DURATION.fullmatch(value.text)
    if value.is_mapping or value.is_list or not value.text or match is None:
        source.wrong(value, f"{value.text!r} is no duration", "write 30s, 5m or 1h30m")
        return 0.0
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def read_path(source: Source, value: Value) -> str:
    """An absolute path on the learner's host; `~` is /root."""
    word = read_word(source, value)
    path = "/root" + word[1:] if word == "~" or word.startswith("~/") else word
    if word and not path.startswith("/"):
        source.wrong(value, f"{word!r} is no absolute path", f"write /root/{word}")
    return path


def read_command(source: Source, value: Value) -> tuple[str, ...]:
    """A command line as its words."""
    word = read_word(source, value)
    try:
        words = tuple(shlex.split(word))
    except ValueError as error:
        source.wrong(value, f"not a command line: {error}", "close the quotes")
        return ()
    if any(mark in words for mark in ("|", "&&", "||", ";", ">", "&")):
        source.wrong(
            value, "one command is expected here", "name the command that matters; pipelines count by their parts"
        )
    return words


def read_url(source: Source, value: Value) -> str:
    """An http or https address."""
    word = read_word(source, value)
    if word and not re.match(r"https?://[^/\s]+", word):
        source.wrong(value, f"{word!r} is no address", "write http://localhost:8001/version")
    return word


WORD = Takes("a word", read_word)
FLAG = Takes("true or false", read_flag, {"type": "boolean"})
TEXT = Takes(
    "a text, or one per language",
    read_text,
    {"anyOf": [dict(SCALAR), {"type": "object", "properties": {language: dict(SCALAR) for language in LANGUAGES},
                              "required": [FALLBACK], "additionalProperties": dict(SCALAR)}]},
)  # fmt: skip
PATTERN = Takes("a pattern", read_pattern, {})
TEXTS = Takes(
    "a text, or one per language, or a list of such texts",
    read_texts,
    {"anyOf": [*TEXT.schema["anyOf"], {"type": "array", "items": dict(TEXT.schema), "minItems": 1}]},
)
EXPRESSION = Takes("an RE2 expression", read_expression)
DURATION = Takes("a duration", read_seconds, {"type": "string", "pattern": r"^(\d+h)?(\d+m)?(\d+(\.\d+)?s)?$"})
PATH = Takes("an absolute path", read_path)
COMMAND = Takes("a command line", read_command)
URL = Takes("an address", read_url)


def number(low: int, high: int) -> Takes:
    """A whole number within bounds."""

    def read(source: Source, value: Value) -> int:
        data = value.data
        if not isinstance(data, int) or isinstance(data, bool) or not low <= data <= high:
            source.wrong(value, f"a whole number from {low} to {high} is expected here")
            return low
        return data

    return Takes(f"a number from {low} to {high}", read, {"type": "integer", "minimum": low, "maximum": high})


def choice(words: Iterable[str]) -> Takes:
    """One of some words."""
    known = tuple(words)

    def read(source: Source, value: Value) -> str:
        if value.is_mapping or value.is_list or value.text not in known:
            source.wrong(value, f"{value.text!r} is not known here", "choose one of: " + ", ".join(known))
            return known[0]
        return value.text

    numbers = [float(word) for word in known if re.fullmatch(r"\d+\.\d+", word)]  # as YAML takes 1.36
    return Takes("one of " + ", ".join(known), read, {"enum": [*known, *numbers]})


def list_of(takes: Takes) -> Takes:
    """A list."""

    def read(source: Source, value: Value) -> tuple[Any, ...]:
        if not value.is_list:
            source.wrong(value, "a list is expected here", "start each entry with `- `, or write [a, b]")
            return ()
        return tuple(takes.read(source, entry) for entry in value.data)

    return Takes(f"a list: {takes.name}", read, {"type": "array", "items": dict(takes.schema)})


def one_or_list(takes: Takes) -> Takes:
    """A single value, or a list of which any will do."""

    def read(source: Source, value: Value) -> tuple[Any, ...]:
        entries = value.data if value.is_list else [value]
        if not entries:
            source.wrong(value, "the list is empty", "write at least one entry")
        return tuple(takes.read(source, entry) for entry in entries)

    several = {"type": "array", "items": dict(takes.schema), "minItems": 1}
    return Takes(f"{takes.name}, or a list of them (any will do)", read, {"anyOf": [dict(takes.schema), several]})


def either(scalar: Takes, mapping: Takes) -> Takes:
    """One thing when it is a mapping, another when it is not."""

    def read(source: Source, value: Value) -> Any:
        return (mapping if value.is_mapping else scalar).read(source, value)

    return Takes(f"{scalar.name}, or {mapping.name}", read, {"anyOf": [dict(scalar.schema), dict(mapping.schema)]})
