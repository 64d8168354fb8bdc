"""MutatingAdmissionPolicyBinding."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "admissionregistration.k8s.io",
    ("v1",),
    "MutatingAdmissionPolicyBinding",
    "mutatingadmissionpolicybindings",
    categories=("api-extensions",),
    namespaced=False,
)
