"""PriorityClass."""

from app.cluster.kinds.kind import Kind

KIND = Kind("scheduling.k8s.io", ("v1",), "PriorityClass", "priorityclasses", short_names=("pc",), namespaced=False)
