"""APIService."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "apiregistration.k8s.io",
    ("v1",),
    "APIService",
    "apiservices",
    categories=("api-extensions",),
    namespaced=False,
    subresources=(STATUS,),
)
