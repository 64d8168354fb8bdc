"""CSIDriver."""

from app.cluster.kinds.kind import Kind

KIND = Kind("storage.k8s.io", ("v1",), "CSIDriver", "csidrivers", namespaced=False)
