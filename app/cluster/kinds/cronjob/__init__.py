"""CronJob."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind("batch", ("v1",), "CronJob", "cronjobs", short_names=("cj",), categories=("all",), subresources=(STATUS,))
