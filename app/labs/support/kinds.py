"""The kinds that clusters of each release serve, and who acts on their objects."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec

from app.cluster import kinds
from app.cluster.api.registry import Resource, Resources, built_in
from app.cluster.api.tables import printer
from app.cluster.control.machinery import LOOPS
from app.cluster.kinds.kind import ALL_VERBS
from app.cluster.releases import RELEASES
from app.cluster.releases.release import Release
from app.kubectl.classic.cells import KINDS
from app.labs.support.markdown import code, table

# The loops that belong to no single kind: what each is called, and the kinds that it acts on. A new loop must be added.
LOOP_KINDS = {
    "control.accounts": ("service account controller", ("ServiceAccount", "ConfigMap")),
    "control.garbage": ("", ()),  # every kind's owners
    "control.namespaces": ("namespace controller", ("Namespace",)),
    "control.node_lifecycle": ("node lifecycle controller", ("Node",)),
    "control.heartbeats": ("kubelet", ("Lease",)),
    "control.leadership": ("leader election", ("Lease",)),
    "control.endpoints": ("endpoints controllers", ("Service", "Endpoints", "EndpointSlice")),
    "control.load_balancers": ("service controller", ("Service",)),
    "control.disruption": ("disruption controller", ("PodDisruptionBudget",)),
    "control.terminated_pods": ("pod garbage collector", ("Pod",)),
    "control.attachments": ("attach/detach controller", ("VolumeAttachment",)),
    "control.quotas": ("quota controller", ("ResourceQuota",)),
    "control.volumes": ("volume controllers", ("PersistentVolume", "PersistentVolumeClaim")),
    "control.ephemeral_volumes": ("ephemeral volume controller", ("PersistentVolumeClaim",)),
    "node.proxy": ("kube-proxy", ("Service",)),
    "node.policies": ("network plugin", ("NetworkPolicy",)),
    "control.expansion": ("volume expansion controller", ("PersistentVolumeClaim",)),
    "node.refresh": ("volumes of running pods", ("ConfigMap", "Secret")),
}
OTHERS = {
    "scheduler": ("Pod",),
    "kubelet": ("Pod", "Node"),
    "CoreDNS": ("Service",),
    "API server": ("APIService", "CustomResourceDefinition"),
    "admission": (
        "IngressClass", "LimitRange", "PriorityClass", "ResourceQuota", "RuntimeClass", "StorageClass",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    ),
    "authorization": ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
}  # fmt: skip


def section() -> str:
    """A table for each release."""
    parts = ["## Kinds", _legend()]
    parts += [f"### Kubernetes {name}\n\n{_table(release)}" for name, release in RELEASES.items()]
    return "\n\n".join(parts)


def _legend() -> str:
    return (
        f"*Verbs*: all are {code(sorted(ALL_VERBS))}. *Acted on by* names the parts of the control plane and the nodes "
        "that do something about objects of a kind; those of other kinds are validated, stored, watched and printed, "
        "and collected with their owners. Columns in parentheses show with `-o wide`. CustomResourceDefinitions add "
        "kinds."
    )


def _table(release: Release) -> str:
    served = sorted(Resources(release).all(), key=lambda item: (item.group, item.plural, item.version))
    rows = (_row(resource, release.tables) for resource in served)
    return table(("resource", "version", "verbs", "subresources", "acted on by", "columns"), rows)


def _row(resource: Resource, tables: bool) -> tuple[str, ...]:
    kind = resource.kind
    return (
        code([kind.plural, *resource.short_names]),
        resource.api_version,
        "all" if set(kind.verbs) == set(ALL_VERBS) else ", ".join(kind.verbs),
        ", ".join(item.name for item in kind.subresources),
        ", ".join(actors(kind.kind)),
        _columns(resource, tables) if kind.stored else "",
    )


def _columns(resource: Resource, tables: bool) -> str:
    """What `kubectl get` shows; servers without tables leave that to the kubectl of their time."""
    if tables:
        return _listed((column.name, column.priority) for column in printer(resource).columns)
    titles, more, _ = KINDS.get(resource.kind.kind, KINDS[""])
    return _listed([*((title, 0) for title in titles), *((title, 1) for title in more)])


def _listed(columns: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"({name})" if priority else name for name, priority in columns)


@cache
def actors(kind: str) -> tuple[str, ...]:
    """Who acts on objects of a kind."""
    found = [f"{kind} controller"] if find_spec(f"{kinds.__name__}.{kind.lower()}.reconcile") is not None else []
    found += [name for name, acted in (LOOP_KINDS[loop] for loop in LOOPS) if kind in acted]
    return (*found, *(name for name, acted in OTHERS.items() if kind in acted))


def unknown_kinds() -> set[str]:
    """Names in the tables above that are no kinds."""
    tables = (*(acted for _, acted in LOOP_KINDS.values()), *OTHERS.values())
    named = {kind for acted in tables for kind in acted}
    return named - {kind.kind for kind in built_in().values()}
