"""TokenReview."""

from app.cluster.kinds.kind import Kind

KIND = Kind("authentication.k8s.io", ("v1",), "TokenReview", "tokenreviews", namespaced=False, verbs=("create",))
