"""ValidatingWebhookConfiguration."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "admissionregistration.k8s.io",
    ("v1",),
    "ValidatingWebhookConfiguration",
    "validatingwebhookconfigurations",
    categories=("api-extensions",),
    namespaced=False,
)
