"""LimitRange."""

from app.cluster.kinds.kind import Kind

KIND = Kind("", ("v1",), "LimitRange", "limitranges", short_names=("limits",))
