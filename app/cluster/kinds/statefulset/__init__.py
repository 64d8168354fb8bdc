"""StatefulSet."""

from app.cluster.kinds.kind import SCALE, STATUS, Kind

KIND = Kind(
    "apps",
    ("v1",),
    "StatefulSet",
    "statefulsets",
    short_names=("sts",),
    categories=("all",),
    subresources=(SCALE, STATUS),
)
