"""CustomResourceDefinition."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "apiextensions.k8s.io",
    ("v1",),
    "CustomResourceDefinition",
    "customresourcedefinitions",
    short_names=("crd", "crds"),
    categories=("api-extensions",),
    namespaced=False,
    subresources=(STATUS,),
)
