"""VolumeAttributesClass."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "storage.k8s.io",
    ("v1",),
    "VolumeAttributesClass",
    "volumeattributesclasses",
    short_names=("vac",),
    namespaced=False,
)
