"""X.509 as far as a cluster needs it: reading subjects, checking and issuing certificates.

The certificate authority is the same in every simulated cluster; its key protects nothing outside the simulation.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

import orjson
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----\s*", re.DOTALL)
_REQUESTS = frozenset({"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"})
_EXTENDED = {
    "any": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    "client auth": ExtendedKeyUsageOID.CLIENT_AUTH,
    "server auth": ExtendedKeyUsageOID.SERVER_AUTH,
    "code signing": ExtendedKeyUsageOID.CODE_SIGNING,
    "email protection": ExtendedKeyUsageOID.EMAIL_PROTECTION,
    "timestamping": ExtendedKeyUsageOID.TIME_STAMPING,
    "ocsp signing": ExtendedKeyUsageOID.OCSP_SIGNING,
}
_USAGES = {
    "signing": "digital_signature",
    "digital signature": "digital_signature",
    "content commitment": "content_commitment",
    "key encipherment": "key_encipherment",
    "data encipherment": "data_encipherment",
    "key agreement": "key_agreement",
    "cert sign": "key_cert_sign",
    "crl sign": "crl_sign",
}
AUTHORITY = "kubernetes"
YEAR = 365 * 86400.0
SIGNER = ("digital signature", "key encipherment", "cert sign")
SERVER = ("digital signature", "key encipherment", "server auth")
CLIENT = ("digital signature", "key encipherment", "client auth")


@dataclass(frozen=True)
class Signed:
    """What a request asks to have signed: whose name, and which public key."""

    common_name: str
    organizations: tuple[str, ...]
    public_key: CertificateIssuerPublicKeyTypes
    sans: tuple[str, ...] = ()


@cache
def authority() -> dict[str, str]:
    """The certificate authority's key pair and the admin's key, as PEM: ca.crt, ca.key, admin.key."""
    found: dict[str, str] = orjson.loads((Path(__file__).parents[1] / "bootstrap" / "authority.json").read_bytes())
    return found


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """One of the two keys. They are our own: checking that they are good ones would take thirty milliseconds."""
    key = serialization.load_pem_private_key(authority()[name].encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@cache
def _authority() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    return x509.load_pem_x509_certificate(authority()["ca.crt"].encode()), private_key("ca.key")


@lru_cache(maxsize=256)
def admin_certificate(start: float) -> str:
    """The administrator's certificate of a cluster made at `start`: good for a year, as kubeadm issues it."""
    wanted = Signed("kubernetes-admin", ("system:masters",), private_key("admin.key").public_key())
    return issue(wanted, serial=int(start) << 64 | 1, start=start, seconds=YEAR)


def server_names(preset: str, node: str, address: str) -> tuple[str, ...]:
    """What an API server's certificate answers to: as kubeadm has it made, or (preset `minikube`) minikube."""
    service = "kubernetes.default.svc"
    short = ("kubernetes.default", "kubernetes")
    if preset == "minikube":
        names = ("control-plane.minikube.internal", f"{service}.cluster.local", service, *short, "localhost")
        return (*names, "10.96.0.1", "127.0.0.1", "10.0.0.1", address)
    return (node, *short[::-1], service, f"{service}.cluster.local", "10.96.0.1", address)


@lru_cache(maxsize=256)
def server_certificate(names: tuple[str, ...], start: float) -> bytes:
    """An API server's own certificate (PEM), good for a year."""
    wanted = Signed("kube-apiserver", (), private_key("admin.key").public_key(), names)
    return issue(wanted, serial=int(start) << 64 | 2, start=start, seconds=YEAR, usages=SERVER).encode()


def pem_labels(data: bytes) -> list[str]:
    """What every PEM block says that it is."""
    return [match[1].decode() for match in _PEM.finditer(data)]


def _subject(name: x509.Name) -> tuple[str, tuple[str, ...]]:
    """(common name, organizations); of several common names the last one counts, as in Go."""
    common = [str(item.value) for item in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    groups = tuple(str(item.value) for item in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME))
    return common[-1] if common else "", groups


def read_request(pem: bytes) -> Signed | None:
    """The certificate signing request of a PEM file; None when there is none that can be read."""
    block = next((match for match in _PEM.finditer(pem) if match[1].decode() in _REQUESTS), None)
    if block is None:
        return None
    try:
        found = x509.load_pem_x509_csr(block[0])
        public = found.public_key()
        common, organizations = _subject(found.subject)
        sans = _read_sans(found)
    except (ValueError, TypeError):
        return None
    return Signed(common, organizations, public, sans)  # type: ignore[arg-type]  # only keys that sign make requests


def _read_sans(request: x509.CertificateSigningRequest) -> tuple[str, ...]:
    """The DNS names and IP addresses that a request asks for besides its subject."""
    try:
        names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = names.get_values_for_type(x509.DNSName)
    return (*hosts, *(str(address) for address in names.get_values_for_type(x509.IPAddress)))


def verified_subject(pem: bytes, now: float) -> tuple[str, tuple[str, ...]] | None:
    """Name and groups of a client certificate that the cluster signed and that is good now (seconds since 1970)."""
    found = _trusted(pem)
    if found is None:
        return None
    subject, start, end = found
    return subject if start <= now <= end else None


@lru_cache(maxsize=256)
def _trusted(pem: bytes) -> tuple[tuple[str, tuple[str, ...]], float, float] | None:
    try:
        found = x509.load_pem_x509_certificate(pem)
        found.verify_directly_issued_by(_authority()[0])
    except (ValueError, TypeError, InvalidSignature):
        return None
    start, end = found.not_valid_before_utc, found.not_valid_after_utc
    return _subject(found.subject), start.timestamp(), end.timestamp()


@lru_cache(maxsize=256)
def credential_id(pem: bytes) -> str:
    """How a certificate is named in its user's extra fields. Follows apiserver/pkg/authentication/request/x509."""
    der = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    return f"X509SHA256={hashlib.sha256(der).hexdigest()}"


def issue(
    wanted: Signed,
    *,
    serial: int,
    start: float,
    seconds: float,
    usages: Sequence[str] = CLIENT,
    issuer: str = AUTHORITY,
) -> str:
    """A certificate of the cluster's authority, as PEM: good for `seconds` from `start` (since 1970).

    The authorities of etcd and of the front proxy (`issuer`) have names of their own and the same key; a certificate
    for the issuer's own name is an authority's.
    """
    _, key = _authority()
    names = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, item) for item in wanted.organizations]
    names.append(x509.NameAttribute(NameOID.COMMON_NAME, wanted.common_name))
    begin = datetime.fromtimestamp(int(start), UTC)
    made = (
        x509.CertificateBuilder(_common(issuer), x509.Name(names), wanted.public_key, serial)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(seconds=int(seconds)))
    )
    for extension, critical in _extensions(wanted, usages, authority=wanted.common_name == issuer):
        made = made.add_extension(extension, critical)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def _common(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _extensions(wanted: Signed, usages: Sequence[str], *, authority: bool) -> list[tuple[x509.ExtensionType, bool]]:
    """In the order in which Go's crypto/x509 writes them."""
    found: list[tuple[x509.ExtensionType, bool]] = []
    kinds = {_USAGES[usage] for usage in usages if usage in _USAGES}
    if kinds:
        rest = {"encipher_only": False, "decipher_only": False}
        found.append((x509.KeyUsage(**{name: name in kinds for name in _USAGES.values()}, **rest), True))
    extended = [_EXTENDED[usage] for usage in usages if usage in _EXTENDED]
    if extended:
        found.append((x509.ExtendedKeyUsage(extended), False))
    found.append((x509.BasicConstraints(ca=authority, path_length=None), True))
    if authority:
        found.append((x509.SubjectKeyIdentifier.from_public_key(wanted.public_key), False))
        return found
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(_authority()[1].public_key())
    found.append((signer, False))
    if wanted.sans:
        found.append((x509.SubjectAlternativeName([_alternative(name) for name in wanted.sans]), False))
    return found


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
