"""ResourceQuota."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind("", ("v1",), "ResourceQuota", "resourcequotas", short_names=("quota",), subresources=(STATUS,))
