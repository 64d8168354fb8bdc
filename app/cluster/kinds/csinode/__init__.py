"""CSINode."""

from app.cluster.kinds.kind import Kind

KIND = Kind("storage.k8s.io", ("v1",), "CSINode", "csinodes", namespaced=False)
