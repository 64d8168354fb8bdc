"""Describe a CertificateSigningRequest."""

from __future__ import annotations

import base64
import binascii

from app.kubectl.describe.certificate_request import CertificateRequest, RequestError, parse_request
from app.kubectl.describe.labels import format_labels
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.text import Text
from app.kubectl.describe.times import date
from app.kubectl.errors import KubectlError
from app.sim.duration import human_duration

KINDS = (("certificates.k8s.io", "CertificateSigningRequest"),)


async def describe(subject: Subject) -> None:
    """Describe a request for a certificate."""
    text, spec = subject.text, subject.spec
    try:
        request = parse_request(base64.b64decode(spec.get("request") or ""))
    except (RequestError, binascii.Error) as wrong:
        raise KubectlError(f"Error parsing CSR: {wrong}") from None
    text.field("Name", subject.name)
    text.field("Labels", format_labels(subject.metadata.get("labels")))
    text.field("Annotations", format_labels(subject.metadata.get("annotations")))
    text.field("CreationTimestamp", date(subject.metadata.get("creationTimestamp")))
    text.field("Requesting User", spec.get("username") or "")
    if spec.get("signerName"):
        text.field("Signer", spec["signerName"])
    if spec.get("expirationSeconds") is not None:
        text.field("Requested Duration", human_duration(spec["expirationSeconds"]))
    text.field("Status", _status(subject))
    _write_request(text, request)
    await subject.write_events()


def _status(subject: Subject) -> str:
    types = {each.get("type") for each in subject.status.get("conditions") or []}
    shown = "Denied" if "Denied" in types else "Approved" if "Approved" in types else "Pending"
    shown += ",Failed" if "Failed" in types else ""
    return shown + (",Issued" if subject.status.get("certificate") else "")


def _write_request(text: Text, request: CertificateRequest) -> None:
    text.line("Subject:")
    text.line(f"\tCommon Name:\t{request.first('CN')}")
    text.line(f"\tSerial Number:\t{request.first('SERIALNUMBER')}")
    titles = {
        "Organization": "O", "Organizational Unit": "OU", "Country": "C", "Locality": "L", "Province": "ST",
        "StreetAddress": "STREET", "PostalCode": "POSTALCODE",
    }  # fmt: skip
    for title, key in titles.items():
        _write_list(text, title, request.subject.get(key, []))
    if any(request.alternative.values()):
        text.line("Subject Alternative Names:")
        for title in ("DNS Names", "Email Addresses", "URIs", "IP Addresses"):
            _write_list(text, title, request.alternative.get(title, []))


def _write_list(text: Text, title: str, values: list[str]) -> None:
    if values:
        text.line(f"\t{title}:\t" + "\n\t\t".join(values))
