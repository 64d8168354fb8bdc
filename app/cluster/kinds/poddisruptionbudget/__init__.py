"""PodDisruptionBudget."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "policy", ("v1",), "PodDisruptionBudget", "poddisruptionbudgets", short_names=("pdb",), subresources=(STATUS,)
)
