"""The resources that a cluster serves: the kinds of the kinds folder as its release has them, and custom ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import orjson

from app.cluster import kinds
from app.cluster.api import schemas
from app.cluster.api.store import ResourceKey
from app.cluster.kinds.kind import Kind
from app.cluster.releases import CONVERTED, RELEASES
from app.cluster.releases.release import Release, Served

Object = dict[str, Any]


@cache
def built_in() -> dict[ResourceKey, Kind]:
    """Every kind of the kinds folder by its key; the folder is the registry."""
    found: dict[ResourceKey, Kind] = {}
    for module in sorted(iter_modules(kinds.__path__), key=lambda item: item.name):
        if module.ispkg:
            kind: Kind = import_module(f"{kinds.__name__}.{module.name}").KIND
            if kind.kind.lower() != module.name:
                raise ValueError(f"kinds/{module.name} holds {kind.kind}")
            found[kind.key] = kind
    return found


@dataclass(frozen=True)
class Resource:
    """A kind as served under one group and version. `custom` is the CRD's version document for custom ones."""

    group: str
    version: str
    kind: Kind
    served: Served | None = None
    custom: Object | None = None
    schema: schemas.Node | None = None  # of custom ones; None: the built-in schema of the gvk

    @cached_property
    def key(self) -> ResourceKey:
        """Where the objects are stored."""
        return self.kind.key

    @property
    def plural(self) -> str:
        """The name in the path."""
        return self.kind.plural

    @property
    def gvk(self) -> tuple[str, str, str]:
        """The served (group, version, kind)."""
        return (self.group, self.version, self.kind.kind)

    @property
    def api_version(self) -> str:
        """The served apiVersion."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def stamp(self) -> str:
        """Changes when the schema of a custom one does."""
        return "" if self.schema is None else sha256(orjson.dumps(self.schema)).hexdigest()

    @property
    def canonical(self) -> bool:
        """Whether objects are stored as this version has them."""
        return self.served is None and (self.group, self.version) == (self.kind.group, self.kind.versions[0])

    def inward(self, obj: Object) -> Object:
        """From this version to the stored one; may reuse parts of its argument."""
        if self.canonical:
            return obj
        converted = self.served.inward(obj) if self.served else obj
        return {**converted, "apiVersion": self.kind.api_version, "kind": self.kind.kind}

    def outward(self, obj: Object) -> Object:
        """From the stored version to this one; never changes its argument."""
        if self.canonical:
            return obj
        converted = self.served.outward(obj) if self.served else obj
        return {**converted, "apiVersion": self.api_version, "kind": self.kind.kind}

    @property
    def foreign(self) -> bool:
        """Whether there is no schema of this version: objects are read and patched as the stored version has them."""
        return self.custom is None and schemas.definition_name(self.gvk) is None

    @property
    def short_names(self) -> tuple[str, ...]:
        """Short names, which releases change."""
        given = self.served.short_names if self.served else None
        return self.kind.short_names if given is None else given


@cache  # all clusters share them
def _served(release: str) -> list[Resource]:
    """The built-in kinds as a release serves them."""
    if (given := RELEASES[release].served) is not None:
        return [Resource(one.group, one.version, built_in()[one.key], one) for one in given]
    special = {(item.group, item.version, item.key): item for item in CONVERTED[release]}
    return [
        Resource(group, version, kind, special.get((group, version, kind.key)))
        for kind in built_in().values()
        for group, version in (*((kind.group, version) for version in kind.versions), *kind.also)
    ]


@cache
def _canonical() -> dict[ResourceKey, Resource]:
    """The kinds as they are stored: the control plane works on those of today in every release."""
    return {kind.key: Resource(kind.group, kind.versions[0], kind) for kind in built_in().values()}


class Resources:
    """What one cluster serves. Custom resources come and go with their CRDs."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._by_path = {(one.group, one.version, one.plural): one for one in _served(release.name)}
        self._canonical = dict(_canonical())
        self.custom_groups: dict[str, list[str]] = {}  # group -> versions, best first

    def add_custom(self, resource: Resource) -> None:
        """Serve a custom resource; the first of its versions to come is the stored one."""
        self._by_path[resource.group, resource.version, resource.plural] = resource
        if resource.canonical or resource.key not in self._canonical:
            self._canonical[resource.key] = resource

    def remove_custom(self, key: ResourceKey) -> None:
        """Serve a custom resource no longer."""
        for path in [path for path, item in self._by_path.items() if item.key == key and item.custom is not None]:
            del self._by_path[path]
        if key in self._canonical and self._canonical[key].custom is not None:
            del self._canonical[key]

    def find(self, group: str, version: str, plural: str) -> Resource | None:
        """What is served at a path."""
        return self._by_path.get((group, version, plural))

    def canonical(self, key: ResourceKey) -> Resource:
        """The stored form of a resource; KeyError when there is none of that name."""
        return self._canonical[key]

    def knows(self, key: ResourceKey) -> bool:
        """Whether there is such a resource."""
        return key in self._canonical

    def groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """Groups with their versions, preferred first, in the order of discovery; the core group first."""
        return [*self.release.groups, *((group, tuple(found)) for group, found in sorted(self.custom_groups.items()))]

    def of_version(self, group: str, version: str) -> list[Resource]:
        """Everything served under a group and version, by name."""
        found = [item for (at, name, _), item in self._by_path.items() if (at, name) == (group, version)]
        return sorted(found, key=lambda item: item.plural)

    def all(self) -> Iterator[Resource]:
        """Everything served anywhere."""
        return iter(tuple(self._by_path.values()))

    def of_kind(self, group: str, kind: str) -> Resource | None:
        """The canonical resource of a kind, as owner references name it."""
        return next((r for r in self._canonical.values() if (r.kind.group, r.kind.kind) == (group, kind)), None)
