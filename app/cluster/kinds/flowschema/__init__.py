"""FlowSchema."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "flowcontrol.apiserver.k8s.io", ("v1",), "FlowSchema", "flowschemas", namespaced=False, subresources=(STATUS,)
)
