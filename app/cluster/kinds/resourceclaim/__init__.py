"""ResourceClaim."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind("resource.k8s.io", ("v1",), "ResourceClaim", "resourceclaims", subresources=(STATUS,))
