"""Ingress."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind("networking.k8s.io", ("v1",), "Ingress", "ingresses", short_names=("ing",), subresources=(STATUS,))
