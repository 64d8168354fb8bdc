"""Deployment."""

from app.cluster.kinds.kind import SCALE, STATUS, Kind

KIND = Kind(
    "apps",
    ("v1",),
    "Deployment",
    "deployments",
    short_names=("deploy",),
    categories=("all",),
    subresources=(SCALE, STATUS),
)
