"""TLS without its encryption: the certificates that servers show, and which of them a client takes.

Follows go crypto/x509/verify.go, whose words a flaw carries; other clients word the kinds in their own way.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

EXPIRED, NAME, AUTHORITY, USAGE = "expired", "name", "authority", "usage"
SERVES = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
UNKNOWN = "certificate signed by unknown authority"
CANNOT_SIGN = "x509: invalid signature: parent certificate cannot sign this kind of certificate"

VERSIONS = frozenset({"TLSv1.2", "TLSv1.3"})  # what everybody speaks
Certificates = Callable[[str], bytes]
"""What a server shows a client that asks for a name: PEM, its own certificate first."""


@dataclass(frozen=True)
class Trust:
    """A client that looks at certificates: for which name (a host's or an address), and whose signature counts.

    `roots` is PEM; None stands for the authorities that the machine itself trusts.
    """

    name: str
    roots: bytes | None = None
    common_names: bool = False  # whether a subject's common name counts where there are no alternative names
    versions: frozenset[str] = VERSIONS  # those it speaks
    checks: bool = True  # whether it looks at certificates at all


@dataclass(frozen=True)
class Flaw:
    """Why a certificate is refused. `kind` is one of the constants above, `text` Go's words without `x509: `."""

    kind: str
    text: str
    subject: str = ""  # the common name of whose certificate it is
    issuer: str = ""  # ... and of who signed it
    is_own_issuer: bool = False


@dataclass(frozen=True)
class _Period:
    """One certificate's time."""

    start: float
    end: float
    names: tuple[str, str]  # its subject's and its issuer's

    def flaw(self, now: float) -> Flaw | None:
        if self.start <= now <= self.end:
            return None
        word, limit = ("before", self.start) if now < self.start else ("after", self.end)
        why = f"current time {_time(now)} is {word} {_time(limit)}"
        return Flaw(EXPIRED, f"certificate has expired or is not yet valid: {why}", *self.names)


def flaws(shown: bytes, trust: Trust, now: float) -> tuple[Flaw, ...]:
    """All that a client has against what a server shows, in the order in which Go finds it; `now` is since 1970."""
    period, found, above = _examined(shown, trust)
    timely = period.flaw(now) if period is not None else None
    late = [flaw for one in above if (flaw := one.flaw(now)) is not None]
    return (*([timely] if timely is not None else []), *found, *late[:1])


def is_signed(shown: bytes, roots: bytes) -> bool:
    """Whether a certificate (PEM, its own first) comes from one of these authorities."""
    given = _read(shown)
    return bool(given) and _chain(given[0], given[1:], _read(roots))[0] is not None


@lru_cache(maxsize=256)
def _examined(shown: bytes, trust: Trust) -> tuple[_Period | None, tuple[Flaw, ...], tuple[_Period, ...]]:
    """(its time, flaws that no time changes, the times of the authorities above it)."""
    given = _read(shown)
    if not given:
        return None, (Flaw(AUTHORITY, UNKNOWN),), ()
    leaf, roots = given[0], _read(trust.roots or b"")
    names = _shown_name(leaf.subject), _shown_name(leaf.issuer)
    found: list[Flaw] = []
    if (why := _name_flaw(leaf, trust)) is not None:
        found.append(Flaw(NAME, why, *names))
    chain, hint = _chain(leaf, given[1:], roots)
    if chain is None:
        found.append(Flaw(AUTHORITY, UNKNOWN + hint, *names, leaf.issuer == leaf.subject))
    elif not _serves(leaf):
        found.append(Flaw(USAGE, "certificate specifies an incompatible key usage", *names))
    return _period(leaf), tuple(found), tuple(_period(one) for one in chain or ())


def _read(pem: bytes) -> list[x509.Certificate]:
    """Every certificate that can be read."""
    found = []
    for block in pem.split(b"-----END CERTIFICATE-----"):
        begin = block.find(b"-----BEGIN CERTIFICATE-----")
        if begin >= 0:
            try:
                found.append(x509.load_pem_x509_certificate(block[begin:] + b"-----END CERTIFICATE-----\n"))
            except ValueError:
                continue
    return found


def _period(certificate: x509.Certificate) -> _Period:
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return _Period(
        start.timestamp(), end.timestamp(), (_shown_name(certificate.subject), _shown_name(certificate.issuer))
    )


def _chain(
    leaf: x509.Certificate, between: list[x509.Certificate], roots: list[x509.Certificate]
) -> tuple[list[x509.Certificate] | None, str]:
    """The authorities from a certificate up to one that is trusted; None, and a hint, when there is no such way."""
    if leaf in roots:
        return [], ""
    hint = ""
    for signer in (*roots, *between):
        if signer.subject != leaf.issuer:
            continue
        why = _signature_flaw(leaf, signer)
        if why:
            name = _shown_name(signer.subject) or f"serial:{signer.serial_number}"
            hint = (
                hint
                or f' (possibly because of "{why}" while trying to verify candidate authority certificate "{name}")'
            )
            continue
        if signer in roots:
            return [signer], ""
        above, more = _chain(signer, [one for one in between if one != signer], roots)
        if above is not None:
            return [signer, *above], ""
        hint = hint or more
    return None, hint


def _signature_flaw(certificate: x509.Certificate, signer: x509.Certificate) -> str:
    """Why a signer's key did not sign this; "" when it did."""
    if not _may_sign(signer):
        return CANNOT_SIGN
    try:
        certificate.verify_directly_issued_by(signer)
    except InvalidSignature:
        return _unsigned(signer)
    except (ValueError, TypeError):
        wanted, key = certificate.signature_algorithm_oid._name, _go_type(signer)
        kind = "ECDSA" if "ecdsa" in wanted else "Ed25519" if "ed25519" in wanted else "RSA"
        return f"x509: signature algorithm specifies an {kind} public key, but have public key of type {key}"
    return ""


def _may_sign(signer: x509.Certificate) -> bool:
    try:
        if not signer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except x509.ExtensionNotFound:
        return False
    try:
        return signer.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def _unsigned(signer: x509.Certificate) -> str:
    key = signer.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "x509: ECDSA verification failure"
    return "x509: Ed25519 verification failure" if isinstance(key, ed25519.Ed25519PublicKey) else (
        "crypto/rsa: verification error")  # fmt: skip


def _go_type(signer: x509.Certificate) -> str:
    key = signer.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "*rsa.PublicKey"
    return "*ecdsa.PublicKey" if isinstance(key, ec.EllipticCurvePublicKey) else "ed25519.PublicKey"


def _serves(leaf: x509.Certificate) -> bool:
    try:
        usages = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return any(usage in SERVES for usage in usages)


def _name_flaw(leaf: x509.Certificate, trust: Trust) -> str | None:
    """Why a certificate does not answer to a name. Follows VerifyHostname and HostnameError."""
    hosts, addresses, has_any = _alternatives(leaf)
    name = trust.name
    plain = name.strip("[]")
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        wanted = name.rstrip(".").lower()
        if any(_matches(pattern.lower(), wanted) for pattern in hosts):
            return None
        if not has_any and _matches(_common_name(leaf.subject).lower(), wanted):
            if trust.common_names:
                return None
            return "certificate relies on legacy Common Name field, use SANs instead"
        if not hosts:
            return f"certificate is not valid for any names, but wanted to match {name}"
        return f"certificate is valid for {', '.join(hosts)}, not {name}"
    if address in addresses:
        return None
    if not addresses:
        return f"cannot validate certificate for {plain} because it doesn't contain any IP SANs"
    return f"certificate is valid for {', '.join(map(str, addresses))}, not {plain}"


def _alternatives(
    leaf: x509.Certificate,
) -> tuple[list[str], list[ipaddress.IPv4Address | ipaddress.IPv6Address], bool]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [], [], False
    addresses = found.get_values_for_type(x509.IPAddress)
    single = [one for one in addresses if isinstance(one, ipaddress.IPv4Address | ipaddress.IPv6Address)]
    return list(found.get_values_for_type(x509.DNSName)), single, True


def _matches(pattern: str, name: str) -> bool:
    """Whether a pattern, whose first label may be `*`, is a name's."""
    if not pattern or not name:
        return False
    wanted, given = pattern.split("."), name.split(".")
    if len(wanted) != len(given):
        return False
    return all(
        one in (other, "*" if not at else other) for at, (one, other) in enumerate(zip(wanted, given, strict=True))
    )


def _common_name(name: x509.Name) -> str:
    found = [str(item.value) for item in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return found[-1] if found else ""


def _shown_name(name: x509.Name) -> str:
    """The common name, or else the first organization's."""
    organizations = [str(item.value) for item in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    return _common_name(name) or (organizations[0] if organizations else "")


def _time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}"
