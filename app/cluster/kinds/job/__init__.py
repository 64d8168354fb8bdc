"""Job."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind("batch", ("v1",), "Job", "jobs", categories=("all",), subresources=(STATUS,))
