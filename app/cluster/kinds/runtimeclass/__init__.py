"""RuntimeClass."""

from app.cluster.kinds.kind import Kind

KIND = Kind("node.k8s.io", ("v1",), "RuntimeClass", "runtimeclasses", namespaced=False)
