"""Which objects of a cluster a check is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.lessons.commands.comparison import fits
from app.lessons.evidence import Evidence, Need, Object, Resource
from app.lessons.matching import misses
from app.lessons.reading import Field, Source, Takes, Value
from app.lessons.reading.takes import FLAG, PATTERN, WORD, read_word
from app.lessons.verdict import Spec

ANY_NAMESPACE = "*"


def read_type_and_name(source: Source, value: Value) -> tuple[str, str]:
    """`deployment/web` or `deployment`; the name may hold `*`."""
    word = read_word(source, value)
    kind, slash, name = word.partition("/")
    if word and (not kind or " " in word or (slash and not name)):
        source.wrong(value, f"{word!r} names no objects", "write a kind, or kind/name: deployment/web")
    return kind, name


def read_labels(source: Source, value: Value) -> dict[str, str]:
    """Labels as `app=web,tier=front` or as a mapping."""
    if value.is_mapping:
        return {key: read_word(source, below) for key, below in value.items()}
    word = read_word(source, value)
    pairs = [part.strip().partition("=") for part in word.split(",")]
    if word and not all(key and equals for key, equals, _ in pairs):
        source.wrong(value, f"{word!r} are no labels", "write app=web, or {app: web}")
    return {key: text.lstrip("=") for key, _, text in pairs}


TYPE = Takes("a kind of object", lambda source, value: (read_type_and_name(source, value)[0], ""))
TYPE_AND_NAME = Takes("a kind, or kind/name (the name may hold *)", read_type_and_name)
LABELS = Takes("labels", read_labels, {"type": ["string", "object"]})

NAMESPACE = Field("namespace", WORD, "where to look; * means everywhere", default="default")
LABELED = Field("labeled", LABELS, "only objects with these labels", default={})
WHERE = Field("where", PATTERN, "only objects that fit this pattern")
TERMINATING = Field(
    "terminating", FLAG, "look at objects that are being deleted, which otherwise do not count", default=False
)


def needs(spec: Spec, key: str) -> frozenset[Need]:
    """The objects of the check's kind."""
    return frozenset({Need("objects", spec[key][0])})


def resource_of(spec: Spec, key: str, evidence: Evidence) -> Resource | None:
    """The resource that the check names, in this cluster."""
    found = evidence.resources(spec[key][0])
    return found[0] if found else None


def candidates(resource: Resource, spec: Spec, key: str, evidence: Evidence) -> list[Object]:
    """Objects of the name, namespace, labels and `where` that the check asks for; terminating ones too."""
    name = spec[key][1]
    exact = name if name and "*" not in name else None
    namespace = None if not resource.namespaced or spec["namespace"] == ANY_NAMESPACE else spec["namespace"]
    objects = evidence.objects(resource, namespace, exact)
    return [found for found in objects if _is_meant(found, name, spec)]


def _is_meant(found: Object, name: str, spec: Spec) -> bool:
    if name and not fits(name, name_of(found)):
        return False
    labels = _metadata(found).get("labels") or {}
    if any(labels.get(key) != value for key, value in spec.get("labeled", {}).items()):
        return False
    return spec.get("where") is None or not misses(spec["where"], found)


def _metadata(found: Object) -> Mapping[str, Any]:
    metadata: Mapping[str, Any] = found.get("metadata") or {}
    return metadata


def name_of(found: Object) -> str:
    """An object's name."""
    return str(_metadata(found).get("name", ""))


def namespace_of(found: Object) -> str:
    """An object's namespace; empty for cluster-scoped ones."""
    return str(_metadata(found).get("namespace", ""))


def is_terminating(found: Object) -> bool:
    """Whether it is being deleted."""
    return _metadata(found).get("deletionTimestamp") is not None
