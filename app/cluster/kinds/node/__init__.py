"""Node."""

from app.cluster.kinds.kind import PROXY_VERBS, STATUS, Kind, Subresource

KIND = Kind(
    "",
    ("v1",),
    "Node",
    "nodes",
    short_names=("no",),
    namespaced=False,
    subresources=(Subresource("proxy", "NodeProxyOptions", verbs=PROXY_VERBS), STATUS),
)
