"""SelfSubjectAccessReview."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "authorization.k8s.io",
    ("v1",),
    "SelfSubjectAccessReview",
    "selfsubjectaccessreviews",
    namespaced=False,
    verbs=("create",),
)
