"""Endpoints."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "",
    ("v1",),
    "Endpoints",
    "endpoints",
    deprecation="v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    short_names=("ep",),
)
