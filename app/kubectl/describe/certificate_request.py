"""Certificate signing requests (PKCS #10), read as far as they are shown.

Follows Go's crypto/x509: ParseCertificateRequest; RFC 2986.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.x509.oid import NameOID

NAMES = {
    NameOID.COMMON_NAME: "CN", NameOID.SERIAL_NUMBER: "SERIALNUMBER", NameOID.COUNTRY_NAME: "C",
    NameOID.LOCALITY_NAME: "L", NameOID.STATE_OR_PROVINCE_NAME: "ST", NameOID.STREET_ADDRESS: "STREET",
    NameOID.ORGANIZATION_NAME: "O", NameOID.ORGANIZATIONAL_UNIT_NAME: "OU", NameOID.POSTAL_CODE: "POSTALCODE",
}  # fmt: skip
ALTERNATIVES: tuple[tuple[type[x509.GeneralName], str], ...] = (
    (x509.RFC822Name, "Email Addresses"), (x509.DNSName, "DNS Names"),
    (x509.UniformResourceIdentifier, "URIs"), (x509.IPAddress, "IP Addresses"),
)  # fmt: skip


class RequestError(ValueError):
    """Data that is no request."""


@dataclass
class CertificateRequest:
    """Whom a request names: `subject` by short attribute names, `alternative` by kind of name."""

    subject: dict[str, list[str]] = field(default_factory=dict)
    alternative: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The last value of an attribute that is to have one; empty without any."""
        return self.subject.get(name, [""])[-1]


def parse_request(pem: bytes) -> CertificateRequest:
    """The request in PEM text; RequestError when there is none."""
    label = re.search(rb"-----BEGIN ([^-]+)-----", pem)
    if label is None or b"-----END " not in pem or label[1] not in (b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST"):
        raise RequestError("PEM block type must be CERTIFICATE REQUEST")
    try:
        found = x509.load_pem_x509_csr(pem)
        request = CertificateRequest()
        for item in found.subject:
            if name := NAMES.get(item.oid):
                request.subject.setdefault(name, []).append(str(item.value))
        request.alternative = _alternative(found)
    except ValueError:
        raise RequestError("x509: malformed certificate request") from None
    return request


def _alternative(found: x509.CertificateSigningRequest) -> dict[str, list[str]]:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    listed = {title: [str(one.value) for one in names if isinstance(one, kind)] for kind, title in ALTERNATIVES}
    return {title: values for title, values in listed.items() if values}
