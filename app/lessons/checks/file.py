"""`file: /root/pod.yaml` - the learner's host has this file, with such a content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence, Need
from app.lessons.matching import misses
from app.lessons.matching.operators import found_in
from app.lessons.reading import Field
from app.lessons.reading.source import MAX_BYTES, Source
from app.lessons.reading.takes import EXPRESSION, FLAG, PATH, PATTERN
from app.lessons.sentences import Sentence, say
from app.lessons.texts import TEXT_PATTERN, text_fits


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    path = spec["file"]
    data = evidence.file(path)
    if spec["is absent"]:
        return HOLDS if data is None else fails(say("file exists", path=path))
    if data is None:
        return fails(say("no file", path=path), 0)
    wrong = _wrong_text(spec, data) or _wrong_document(spec, data)
    return HOLDS if wrong is None else fails(wrong, 2)


def _wrong_text(spec: Spec, data: bytes) -> Sentence | None:
    if spec["contains"] is None and spec["matches"] is None:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return say("file is binary", path=spec["file"])
    wanted = spec["contains"]
    if (wanted is not None and not text_fits(wanted, text)) or (
        spec["matches"] and not found_in(spec["matches"], text)
    ):
        return say("content differs", path=spec["file"])
    return None


def _wrong_document(spec: Spec, data: bytes) -> Sentence | None:
    readings: tuple[tuple[str, Callable[[bytes], list[Any]]], ...] = (("yaml", _yaml), ("json", _json))
    for form, read in readings:
        pattern = spec[f"is {form}"]
        if pattern is None:
            continue
        try:
            documents = read(data)
        except ValueError:
            return say(f"not {form}", path=spec["file"])
        nearest = min((misses(pattern, document) for document in documents), key=len, default=None)
        if nearest is None:
            return say("content differs", path=spec["file"])
        if nearest:
            return say("in a document", path=spec["file"], miss=nearest[0].why)
    return None


def _yaml(data: bytes) -> list[Any]:
    """The documents of a learner's YAML file, within the same limits as a lesson's; ValueError when it is none."""
    if len(data) > MAX_BYTES:
        raise ValueError("too large")
    documents = []
    for part in _documents(data):
        source = Source("")
        value = source.parse(part)
        if value is None:
            raise ValueError(source.errors[0].message)
        documents.append(value.plain())
    return documents


def _documents(data: bytes) -> list[bytes]:
    parts: list[list[bytes]] = [[]]
    for line in data.splitlines(keepends=True):
        if line.rstrip() == b"---":
            parts.append([])
        else:
            parts[-1].append(line)
    texts = [b"".join(part) for part in parts]
    return [
        text for text in texts if any(line.strip() and not line.strip().startswith(b"#") for line in text.splitlines())
    ]


def _json(data: bytes) -> list[Any]:
    return [orjson.loads(data)]


CHECK = CheckKind(
    name="file",
    help="the learner's host has this file",
    example="file: /root/pod.yaml\nis yaml: {kind: Pod, metadata: {name: web}}",
    takes=PATH,
    fields=(
        Field("contains", TEXT_PATTERN, "what the file contains, or an operator for its text"),
        Field("matches", EXPRESSION, "an expression that is found in it"),
        Field("is yaml", PATTERN, "one of its YAML documents looks like this"),
        Field("is json", PATTERN, "it is JSON and looks like this"),
        Field("is absent", FLAG, "there is no such file", default=False),
    ),
    needs=lambda spec: frozenset({Need("files", spec["file"])}),
    holds=_holds,
)
