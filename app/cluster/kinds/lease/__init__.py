"""Lease."""

from app.cluster.kinds.kind import Kind

KIND = Kind("coordination.k8s.io", ("v1",), "Lease", "leases")
