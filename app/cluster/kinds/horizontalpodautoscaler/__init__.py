"""HorizontalPodAutoscaler."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "autoscaling",
    ("v2", "v1"),
    "HorizontalPodAutoscaler",
    "horizontalpodautoscalers",
    short_names=("hpa",),
    categories=("all",),
    subresources=(STATUS,),
)
