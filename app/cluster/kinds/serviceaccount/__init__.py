"""ServiceAccount."""

from app.cluster.kinds.kind import Kind, Subresource

KIND = Kind(
    "",
    ("v1",),
    "ServiceAccount",
    "serviceaccounts",
    short_names=("sa",),
    subresources=(
        Subresource("token", "TokenRequest", verbs=("create",), group="authentication.k8s.io", version="v1"),
    ),
)
