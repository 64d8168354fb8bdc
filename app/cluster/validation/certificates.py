"""Certificate signing requests.

Follows kubernetes pkg/apis/certificates/validation/validation.go.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from app.cluster.api.certificates import pem_labels, read_request
from app.cluster.validation.field_errors import Errors, duplicate, invalid, not_supported, required
from app.cluster.validation.rules import subdomain

Object = dict[str, Any]
USAGES = (
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
    "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel",
    "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime",
    "server auth", "signing", "timestamping",
)  # fmt: skip
_LEGACY = "kubernetes.io/legacy-unknown"
_SHORTEST = 600  # seconds


def _request(request: Object) -> Errors:
    spec = request.get("spec") or {}
    errors: Errors = []
    if problem := _unreadable(spec.get("request") or ""):
        errors.append(invalid("spec.request", spec.get("request"), problem))
    errors += _usages(spec.get("usages") or [])
    signer = spec.get("signerName") or ""
    if signer == _LEGACY:
        text = "the legacy signerName is not allowed via this API version"
        errors.append(invalid("spec.signerName", signer, text))
    else:
        errors += _signer_name(signer)
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < _SHORTEST:
        text = "may not specify a duration less than 600 seconds (10 minutes)"
        errors.append(invalid("spec.expirationSeconds", seconds, text))
    return errors


def _unreadable(encoded: str) -> str:
    """What is wrong with a base64 encoded request; empty when nothing is."""
    pem = b64decode(encoded)
    labels = pem_labels(pem)
    if not labels or labels[0] != "CERTIFICATE REQUEST":
        return "PEM block type must be CERTIFICATE REQUEST"
    return "" if read_request(pem) is not None else "asn1: structure error: malformed certificate request"


def _usages(usages: list[str]) -> Errors:
    path = "spec.usages"
    if not usages:
        return [required(path)]
    errors: Errors = [
        not_supported(f"{path}[{index}]", usage, USAGES) for index, usage in enumerate(usages) if usage not in USAGES
    ]
    return errors + [
        duplicate(f"{path}[{index}]", usage) for index, usage in enumerate(usages) if usage in usages[:index]
    ]


def _signer_name(name: str) -> Errors:
    """Follows kubernetes pkg/apis/core/validation/validation.go: ValidateSignerName."""
    path = "spec.signerName"
    if not name:
        return [required(path)]
    domain, *rest = name.split("/")
    if len(rest) != 1:
        text = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
        return [invalid(path, name, text)]
    if "." not in domain:
        return [invalid(path, domain, "should be a domain with at least two segments separated by dots")]
    errors = subdomain(path, domain)
    return errors + [error for label in rest[0].split(".") for error in subdomain(path, label)]


def _update(new: Object, old: Object) -> Errors:
    """The request itself stays as it was stored, so there is nothing new to find in it."""
    return []


CREATE = {("certificates.k8s.io", "CertificateSigningRequest"): _request}
UPDATE = {("certificates.k8s.io", "CertificateSigningRequest"): _update}
