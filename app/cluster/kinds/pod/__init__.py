"""Pod."""

from app.cluster.kinds.kind import PROXY_VERBS, STATUS, Kind, Subresource

KIND = Kind(
    "",
    ("v1",),
    "Pod",
    "pods",
    short_names=("po",),
    categories=("all",),
    subresources=(
        Subresource("attach", "PodAttachOptions", verbs=("create", "get")),
        Subresource("binding", "Binding", verbs=("create",)),
        Subresource("ephemeralcontainers"),
        Subresource("eviction", "Eviction", verbs=("create",), group="policy", version="v1"),
        Subresource("exec", "PodExecOptions", verbs=("create", "get")),
        Subresource("log", verbs=("get",)),
        Subresource("portforward", "PodPortForwardOptions", verbs=("create", "get")),
        Subresource("proxy", "PodProxyOptions", verbs=PROXY_VERBS),
        Subresource("resize"),
        STATUS,
    ),
)
