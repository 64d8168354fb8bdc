"""ReplicationController."""

from app.cluster.kinds.kind import SCALE, STATUS, Kind

KIND = Kind(
    "",
    ("v1",),
    "ReplicationController",
    "replicationcontrollers",
    short_names=("rc",),
    categories=("all",),
    subresources=(SCALE, STATUS),
)
