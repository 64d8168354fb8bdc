"""SelfSubjectRulesReview."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "authorization.k8s.io",
    ("v1",),
    "SelfSubjectRulesReview",
    "selfsubjectrulesreviews",
    namespaced=False,
    verbs=("create",),
)
