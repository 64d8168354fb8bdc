"""Endpoints."""

from app.cluster.kinds.kind import Kind

KIND = Kind("", ("v1",), "Endpoints", "endpoints", short_names=("ep",))
