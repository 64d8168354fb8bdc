"""PersistentVolume."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "", ("v1",), "PersistentVolume", "persistentvolumes", short_names=("pv",), namespaced=False, subresources=(STATUS,)
)
