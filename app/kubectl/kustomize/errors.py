"""What can be wrong with a kustomization."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


class KustomizeError(Exception):
    """A kustomization that cannot be built; the text is kustomize's."""


class MalformedError(KustomizeError):
    """A file that is no YAML."""


def prefixed(wrong: KustomizeError, prefix: str) -> KustomizeError:
    """The same error with where it happened before it."""
    return KustomizeError(f"{prefix}: {wrong}")


def json_word(value: Any) -> str:
    """What encoding/json calls a value that does not fit: `string`, `array`, `object`, `bool`, `number`."""
    words = {"str": "string", "list": "array", "dict": "object", "bool": "bool"}
    return words.get(type(value).__name__, "number")


def decoding(text: str) -> KustomizeError:
    """What sigs.k8s.io/yaml says of a document that does not fit a Go type."""
    return KustomizeError(f"error unmarshaling JSON: while decoding JSON: json: {text}")


def wrong_type(value: Any, place: str) -> KustomizeError:
    """A value of another type than the Go value at `place` has."""
    return decoding(f"cannot unmarshal {json_word(value)} into {place}")


def no_unknown(found: dict[str, Any], known: Collection[str]) -> None:
    """Refuse a mapping with other keys than these."""
    for key in found:
        if key not in known:
            raise decoding(f'unknown field "{key}"')
