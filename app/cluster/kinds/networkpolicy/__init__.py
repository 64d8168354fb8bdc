"""NetworkPolicy."""

from app.cluster.kinds.kind import Kind

KIND = Kind("networking.k8s.io", ("v1",), "NetworkPolicy", "networkpolicies", short_names=("netpol",))
