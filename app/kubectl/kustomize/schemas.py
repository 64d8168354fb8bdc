"""The definitions that strategic merges go by: those of the built-in kinds, or those of an `openapi` file.

Follows sigs.k8s.io/kustomize kyaml/openapi/openapi.go: SetSchema, initSchema.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.manifests import ManifestError, load
from app.sim import definitions

Node = dict[str, Any]
BUILT_IN = "v1.21.2"  # the only release that kustomize can be told to use
_KIND = "x-kubernetes-group-version-kind"


@dataclass
class Schemas:
    """What one build knows of kinds; `own` are the definitions of a file, in place of the built-in ones."""

    own: dict[str, Node] | None = None
    chosen: bool = False

    def choose(self, wanted: dict[str, Any], read: Callable[[str], bytes]) -> None:
        """Take what a kustomization's `openapi` says, unless one further up has said something. KustomizeError."""
        data = read(str(wanted["path"])) if "path" in wanted else None
        if self.chosen:
            return
        version = str(wanted.get("version") or "")
        if "version" in wanted and data is not None:
            raise KustomizeError("builtin version and custom schema provided, cannot use both")
        if version and version != BUILT_IN:
            raise KustomizeError("the specified OpenAPI version is not built in")
        self.chosen = bool(version) or data is not None
        if data is not None:
            self.own = _definitions_in(data)

    def for_kind(self, group: str, version: str, kind: str) -> Node | None:
        """The definition of a kind; None when nothing is known of it."""
        if self.own is None:
            return definitions.for_kind(group, version, kind)
        wanted = {"group": group, "version": version, "kind": kind}
        return next((node for node in self.own.values() if wanted in (node.get(_KIND) or ())), None)

    def resolve(self, node: Node) -> Node:
        """The node that a reference stands for."""
        if self.own is None:
            return definitions.resolve(node)
        name = str(node.get("$ref") or "").removeprefix("#/definitions/")
        return self.own.get(name, {}) if name else node


def _definitions_in(data: bytes) -> dict[str, Node]:
    try:
        found = load(data)
    except ManifestError:
        return {}
    listed = found.get("definitions") if isinstance(found, dict) else None
    return {name: node for name, node in (listed or {}).items() if isinstance(node, dict)}
