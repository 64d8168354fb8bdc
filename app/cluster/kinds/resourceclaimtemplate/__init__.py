"""ResourceClaimTemplate."""

from app.cluster.kinds.kind import Kind

KIND = Kind("resource.k8s.io", ("v1",), "ResourceClaimTemplate", "resourceclaimtemplates")
