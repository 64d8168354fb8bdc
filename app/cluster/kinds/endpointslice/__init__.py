"""EndpointSlice."""

from app.cluster.kinds.kind import Kind

KIND = Kind("discovery.k8s.io", ("v1",), "EndpointSlice", "endpointslices")
