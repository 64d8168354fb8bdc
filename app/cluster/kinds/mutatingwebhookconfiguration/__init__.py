"""MutatingWebhookConfiguration."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "admissionregistration.k8s.io",
    ("v1",),
    "MutatingWebhookConfiguration",
    "mutatingwebhookconfigurations",
    categories=("api-extensions",),
    namespaced=False,
)
