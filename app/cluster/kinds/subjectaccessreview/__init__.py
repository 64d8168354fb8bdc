"""SubjectAccessReview."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "authorization.k8s.io", ("v1",), "SubjectAccessReview", "subjectaccessreviews", namespaced=False, verbs=("create",)
)
