"""PersistentVolumeClaim."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "", ("v1",), "PersistentVolumeClaim", "persistentvolumeclaims", short_names=("pvc",), subresources=(STATUS,)
)
