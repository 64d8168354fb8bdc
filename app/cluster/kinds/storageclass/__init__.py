"""StorageClass."""

from app.cluster.kinds.kind import Kind

KIND = Kind("storage.k8s.io", ("v1",), "StorageClass", "storageclasses", short_names=("sc",), namespaced=False)
