"""What a kind is: its names, its versions, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
OBJECT_VERBS = ("get", "patch", "update")
PROXY_VERBS = ("create", "delete", "get", "patch", "update")


@dataclass(frozen=True)
class Subresource:
    """`deployments/scale` and the like. An empty kind is the parent's; group and version are set when they differ."""

    name: str
    kind: str = ""
    verbs: tuple[str, ...] = OBJECT_VERBS
    group: str = ""
    version: str = ""


STATUS = Subresource("status")
SCALE = Subresource("scale", "Scale", group="autoscaling", version="v1")


@dataclass(frozen=True)
class Kind:
    """The identity of a kind. `versions` starts with the canonical one, in which objects are stored.

    `also` lists further places where the same objects are served: (group, version).
    """

    group: str
    versions: tuple[str, ...]
    kind: str
    plural: str
    singular: str = ""
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    namespaced: bool = True
    verbs: tuple[str, ...] = ALL_VERBS
    subresources: tuple[Subresource, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    deprecation: str = ""  # the warning that every request for it gets

    @cached_property
    def key(self) -> tuple[str, str]:
        """The ResourceKey under which objects are stored."""
        return (self.group, self.plural)

    @property
    def api_version(self) -> str:
        """The canonical apiVersion."""
        return f"{self.group}/{self.versions[0]}" if self.group else self.versions[0]

    @cached_property
    def gvk(self) -> tuple[str, str, str]:
        """The canonical (group, version, kind)."""
        return (self.group, self.versions[0], self.kind)

    @property
    def stored(self) -> bool:
        """Whether objects of it exist at all; reviews and bindings are only asked or done."""
        return "list" in self.verbs or "watch" in self.verbs
