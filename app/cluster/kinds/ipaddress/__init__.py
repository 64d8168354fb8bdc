"""IPAddress."""

from app.cluster.kinds.kind import Kind

KIND = Kind("networking.k8s.io", ("v1",), "IPAddress", "ipaddresses", short_names=("ip",), namespaced=False)
