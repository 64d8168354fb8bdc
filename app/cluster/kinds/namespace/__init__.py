"""Namespace."""

from app.cluster.kinds.kind import STATUS, Kind, Subresource

KIND = Kind(
    "",
    ("v1",),
    "Namespace",
    "namespaces",
    short_names=("ns",),
    namespaced=False,
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
    subresources=(Subresource("finalize", verbs=("update",)), STATUS),
)
