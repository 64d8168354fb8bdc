"""VolumeAttachment."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "storage.k8s.io", ("v1",), "VolumeAttachment", "volumeattachments", namespaced=False, subresources=(STATUS,)
)
