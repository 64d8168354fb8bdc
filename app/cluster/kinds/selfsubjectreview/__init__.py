"""SelfSubjectReview."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "authentication.k8s.io", ("v1",), "SelfSubjectReview", "selfsubjectreviews", namespaced=False, verbs=("create",)
)
