"""Kinds that have no description of their own, custom resources above all: every field.

Follows kubernetes kubectl/pkg/describe/describe.go: genericDescriber, smartLabelFor; github.com/fatih/camelcase.
"""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.text import Text
from app.kubectl.output.golang.printing import format_value

KINDS = (("", ""),)
ACRONYMS = ("API", "URL", "UID", "GUID")
HIDDEN = {
    ".metadata.managedFields", ".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations",
}  # fmt: skip
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z]+")


async def describe(subject: Subject) -> None:
    """Describe an object of any kind."""
    text = subject.text
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"))
    _write_fields(text, subject.object, 0, "")
    await subject.write_events()


def _write_fields(text: Text, content: dict[str, Any], level: int, prefix: str) -> None:
    for name in sorted(content):
        value, path = content[name], f"{prefix}.{name}"
        if path in HIDDEN:
            continue
        if isinstance(value, dict):
            text.line(f"{label_for(name)}:", level)
            _write_fields(text, value, level + 1, path)
        elif isinstance(value, list):
            text.line(f"{label_for(name)}:", level)
            _write_items(text, value, level + 1, path)
        else:
            text.field(label_for(name), format_value(value), level)


def _write_items(text: Text, items: list[Any], level: int, path: str) -> None:
    for item in items:
        if isinstance(item, dict):
            _write_fields(text, item, level, path)
        else:
            text.line(format_value(item), level)


def label_for(name: str) -> str:
    """`creationTimestamp` as `Creation Timestamp`; names with other signs stay as they are."""
    if not all(char.isalpha() or char == "-" for char in name):
        return name
    words = []
    for word in _joined(_split(name)):
        if word.upper() in ACRONYMS:
            words.append(word.upper())
        elif word == word.lower():
            words.append(word[:1].upper() + word[1:])
        else:
            words.append(word)
    return " ".join(words)


def _split(name: str) -> list[str]:
    return _WORDS.findall(name) if name.isascii() else [name]


def _joined(words: list[str]) -> list[str]:
    """Runs of capitals are kept together with the capitalised word after them."""
    found: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        following = words[place + 1] if place + 1 < len(words) else ""
        if len(word) >= 2 and not any(char.islower() for char in word) and following[:1].isupper():
            found.append(word + following)
            place += 2
        else:
            found.append(word)
            place += 1
    return found
