"""Kinds that client-go has no Go types for: commands that read objects by their types cannot read them."""

from __future__ import annotations

from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError

TYPED = ("rollout", "expose", "logs", "set", "exec", "attach", "port-forward", "debug", "cordon", "uncordon", "drain")
_NAMED = (
    "admissionregistration", "authentication", "authorization", "certificates", "coordination", "discovery", "events",
    "flowcontrol.apiserver", "imagepolicy", "internal.apiserver", "networking", "node", "rbac.authorization",
    "resource", "scheduling", "storage", "storagemigration",
)  # fmt: skip
# Follows kubernetes staging/src/k8s.io/client-go/kubernetes/scheme/register.go
SCHEME = frozenset(("", "apps", "autoscaling", "batch", "extensions", "policy", *(f"{name}.k8s.io" for name in _NAMED)))


def unregistered(command: str, mapping: Mapping, *, listed: bool = False) -> KubectlError:
    """What a typed command says of an object of such a kind."""
    own, shared = "pkg/scheme/scheme.go:28", "k8s.io/client-go/kubernetes/scheme/register.go:84"
    where = shared if command == "port-forward" else own
    version = f"{mapping.group}/{mapping.version}"
    return KubectlError(
        f'no kind "{mapping.kind}{"List" if listed else ""}" is registered for version "{version}" in scheme "{where}"'
    )
