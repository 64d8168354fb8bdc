"""Who may approve, sign and ask for certificates.

Follows kubernetes plugin/pkg/admission/certificates/{approval,signing,subjectrestriction}.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.authorization import MASTERS
from app.cluster.api.authorization import Attributes as Question
from app.cluster.api.certificates import read_request
from app.cluster.api.errors import forbidden

KEY = ("certificates.k8s.io", "certificatesigningrequests")
_VERBS = {"approval": "approve", "status": "sign"}
CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client"


def validate(attributes: Attributes) -> None:
    """Approving needs `approve` on the signer, signing `sign`; nobody asks for system:masters."""
    verb = _VERBS.get(attributes.subresource)
    spec = (attributes.old or attributes.new)["spec"]
    if attributes.operation == "CREATE":
        _check_subject(attributes, spec)
    signer = spec.get("signerName", "")
    if verb is not None and attributes.operation == "UPDATE":
        before, after = (attributes.old or {}).get("status") or {}, attributes.new.get("status") or {}
        if attributes.subresource == "status" and before.get("certificate") == after.get("certificate"):
            return
        _check(attributes, verb, signer)


def _check_subject(attributes: Attributes, spec: dict[str, Any]) -> None:
    try:
        read = read_request(b64decode(spec.get("request") or ""))
    except ValueError:
        return  # validation has its own words for this
    if read is not None and spec.get("signerName") == CLIENT_SIGNER and MASTERS in read.organizations:
        raise attributes.forbid(f"use of {CLIENT_SIGNER} signer with {MASTERS} group is not allowed")


def _check(attributes: Attributes, verb: str, signer: str) -> None:
    domain = signer.partition("/")[0]
    for name in (signer, f"{domain}/*"):
        question = Question(attributes.user, verb, "certificates.k8s.io", "v1", "signers", "", "", name)
        if attributes.api.authorizer.allows(question):
            return
    why = f'user not permitted to {verb} requests with signerName "{signer}"'
    raise forbidden(*KEY, attributes.name, why)


PLUGIN = Plugin(
    "CertificateApproval",
    validate=validate,
    operations=frozenset({"CREATE", "UPDATE"}),
    keys=frozenset({KEY}),
    subresources=frozenset({"", "approval", "status"}),
)
