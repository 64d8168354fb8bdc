"""ValidatingAdmissionPolicy."""

from app.cluster.kinds.kind import STATUS, Kind

KIND = Kind(
    "admissionregistration.k8s.io",
    ("v1",),
    "ValidatingAdmissionPolicy",
    "validatingadmissionpolicies",
    categories=("api-extensions",),
    namespaced=False,
    subresources=(STATUS,),
)
