"""DaemonSet."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "apps", ("v1",), "DaemonSet", "daemonsets", short_names=("ds",), categories=("all",), subresources=(STATUS,)
)
