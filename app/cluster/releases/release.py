"""What differs between Kubernetes releases, as data: the version, what is served where, what the server can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Object = dict[str, Any]
Conversion = Callable[[Object], Object]


def same(obj: Object) -> Object:
    """No conversion but that of apiVersion, which the door does."""
    return obj


@dataclass(frozen=True)
class Served:
    """A place where a kind is served besides or instead of its canonical version. `key` is the stored resource's.

    `inward` and `outward` convert between that version and the canonical one; both leave their argument alone.
    """

    group: str
    version: str
    key: tuple[str, str]
    inward: Conversion = same
    outward: Conversion = same
    short_names: tuple[str, ...] | None = None  # None: as the kind has them


@dataclass(frozen=True)
class Release:
    """A Kubernetes release. `groups` are in the order of discovery, each with its versions, preferred first."""

    name: str
    version: dict[str, str]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    served: tuple[Served, ...] | None = None  # None: every kind at its own versions
    tables: bool = True
    aggregated_discovery: bool = True
    modern: bool = True  # singular names, categories and storage hashes in discovery, warnings, dry run
    storage: dict[tuple[str, str, str], tuple[str, str, str]] = field(default_factory=dict)
    """Kinds stored in another version than the one served, for discovery's storageVersionHash."""
