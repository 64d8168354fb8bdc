"""Secret."""

from app.cluster.kinds.kind import Kind

KIND = Kind("", ("v1",), "Secret", "secrets")
