"""Pod security of namespaces without labels, and who is exempt: the PodSecurity plugin's part of an admission file.

Follows kubernetes apiserver/pkg/admission/config.go and pod-security-admission/admission/api/v1/types.go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

PLUGIN = "PodSecurity"
PREFIX = "pod-security.kubernetes.io/"


@dataclass(frozen=True)
class PodSecurityDefaults:
    """`labels` are what a namespace without them is taken to have."""

    labels: Mapping[str, str] = field(default_factory=dict)
    usernames: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()
    runtime_classes: frozenset[str] = frozenset()

    def exempts(self, user: str, namespace: str, runtime_class: str = "") -> bool:
        """Whether nothing is checked."""
        return user in self.usernames or namespace in self.namespaces or runtime_class in self.runtime_classes


def load(path: str, read: Callable[[str], bytes | None]) -> PodSecurityDefaults:
    """What `--admission-control-config-file` says; ValueError for a file that is none."""
    for plugin in _mapping(read(path), path).get("plugins") or ():
        if plugin.get("name") == PLUGIN:
            elsewhere = plugin.get("path")
            return _defaults(plugin.get("configuration") or (_mapping(read(elsewhere), elsewhere) if elsewhere else {}))
    return PodSecurityDefaults()


def _mapping(data: bytes | None, path: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(data or b"")
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    if not isinstance(found, dict):
        raise ValueError(f"{path} holds no configuration")
    return found


def _defaults(configuration: Mapping[str, Any]) -> PodSecurityDefaults:
    exempt = configuration.get("exemptions") or {}
    return PodSecurityDefaults(
        {PREFIX + mode: str(value) for mode, value in (configuration.get("defaults") or {}).items() if value},
        frozenset(exempt.get("usernames") or ()),
        frozenset(exempt.get("namespaces") or ()),
        frozenset(exempt.get("runtimeClasses") or ()),
    )
