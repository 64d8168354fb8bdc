"""MutatingAdmissionPolicy."""

from app.cluster.kinds.kind import Kind

KIND = Kind(
    "admissionregistration.k8s.io",
    ("v1",),
    "MutatingAdmissionPolicy",
    "mutatingadmissionpolicies",
    categories=("api-extensions",),
    namespaced=False,
)
