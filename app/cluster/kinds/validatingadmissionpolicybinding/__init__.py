"""ValidatingAdmissionPolicyBinding."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "admissionregistration.k8s.io",
    ("v1",),
    "ValidatingAdmissionPolicyBinding",
    "validatingadmissionpolicybindings",
    categories=("api-extensions",),
    namespaced=False,
)
