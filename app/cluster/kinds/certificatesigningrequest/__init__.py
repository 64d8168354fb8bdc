"""CertificateSigningRequest."""

from app.cluster.kinds.kind import STATUS, Kind, Subresource

KIND = Kind(
    "certificates.k8s.io",
    ("v1",),
    "CertificateSigningRequest",
    "certificatesigningrequests",
    short_names=("csr",),
    namespaced=False,
    subresources=(Subresource("approval"), STATUS),
)
