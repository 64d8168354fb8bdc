"""Event."""

from app.cluster.kinds.kind import Kind

KIND = Kind("", ("v1",), "Event", "events", short_names=("ev",), also=(("events.k8s.io", "v1"),))
