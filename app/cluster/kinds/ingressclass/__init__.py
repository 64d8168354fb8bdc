"""IngressClass."""

from app.cluster.kinds.kind import Kind

KIND = Kind("networking.k8s.io", ("v1",), "IngressClass", "ingressclasses", namespaced=False)
