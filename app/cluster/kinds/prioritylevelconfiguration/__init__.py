"""PriorityLevelConfiguration."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "flowcontrol.apiserver.k8s.io",
    ("v1",),
    "PriorityLevelConfiguration",
    "prioritylevelconfigurations",
    namespaced=False,
    subresources=(STATUS,),
)
