"""ServiceCIDR."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind("networking.k8s.io", ("v1",), "ServiceCIDR", "servicecidrs", namespaced=False, subresources=(STATUS,))
