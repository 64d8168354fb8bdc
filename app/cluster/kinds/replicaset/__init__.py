"""ReplicaSet."""

from app.cluster.kinds.kind import SCALE, STATUS, Kind

KIND = Kind(
    "apps", ("v1",), "ReplicaSet", "replicasets", short_names=("rs",), categories=("all",), subresources=(SCALE, STATUS)
)
