"""Service."""

from app.cluster.kinds.kind import PROXY_VERBS, STATUS, Kind, Subresource

KIND = Kind(
    "",
    ("v1",),
    "Service",
    "services",
    short_names=("svc",),
    categories=("all",),
    subresources=(Subresource("proxy", "ServiceProxyOptions", verbs=PROXY_VERBS), STATUS),
)
