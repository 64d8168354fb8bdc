"""LocalSubjectAccessReview."""

from app.cluster.kinds.kind import Kind

KIND = Kind("authorization.k8s.io", ("v1",), "LocalSubjectAccessReview", "localsubjectaccessreviews", verbs=("create",))
