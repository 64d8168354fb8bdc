"""ConfigMap."""

from app.cluster.kinds.kind import Kind

KIND = Kind("", ("v1",), "ConfigMap", "configmaps", short_names=("cm",))
