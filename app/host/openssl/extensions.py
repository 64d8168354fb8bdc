"""X.509 version 3 extensions: made from configuration lines, and shown as `-text` shows them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from app.host.openssl.configuration import Configuration, Section
from app.host.openssl.keys import PublicKey

Made = list[tuple[x509.ExtensionType, bool]]
KEY_USAGES = {  # openssl's name: cryptography's, and as shown
    "digitalSignature": ("digital_signature", "Digital Signature"),
    "nonRepudiation": ("content_commitment", "Non Repudiation"),
    "keyEncipherment": ("key_encipherment", "Key Encipherment"),
    "dataEncipherment": ("data_encipherment", "Data Encipherment"),
    "keyAgreement": ("key_agreement", "Key Agreement"),
    "keyCertSign": ("key_cert_sign", "Certificate Sign"),
    "cRLSign": ("crl_sign", "CRL Sign"),
    "encipherOnly": ("encipher_only", "Encipher Only"),
    "decipherOnly": ("decipher_only", "Decipher Only"),
}
PURPOSES = {
    "serverAuth": (Purpose.SERVER_AUTH, "TLS Web Server Authentication"),
    "clientAuth": (Purpose.CLIENT_AUTH, "TLS Web Client Authentication"),
    "codeSigning": (Purpose.CODE_SIGNING, "Code Signing"),
    "emailProtection": (Purpose.EMAIL_PROTECTION, "E-mail Protection"),
    "timeStamping": (Purpose.TIME_STAMPING, "Time Stamping"),
    "OCSPSigning": (Purpose.OCSP_SIGNING, "OCSP Signing"),
    "anyExtendedKeyUsage": (Purpose.ANY_EXTENDED_KEY_USAGE, "Any Extended Key Usage"),
}
TITLES: dict[type[x509.ExtensionType], tuple[str, str]] = {  # openssl's name, and the title shown
    x509.BasicConstraints: ("basicConstraints", "X509v3 Basic Constraints"),
    x509.KeyUsage: ("keyUsage", "X509v3 Key Usage"),
    x509.ExtendedKeyUsage: ("extendedKeyUsage", "X509v3 Extended Key Usage"),
    x509.SubjectAlternativeName: ("subjectAltName", "X509v3 Subject Alternative Name"),
    x509.SubjectKeyIdentifier: ("subjectKeyIdentifier", "X509v3 Subject Key Identifier"),
    x509.AuthorityKeyIdentifier: ("authorityKeyIdentifier", "X509v3 Authority Key Identifier"),
}


class ExtensionError(ValueError):
    """A line that makes no extension; its text says why."""


def made(lines: Section, configuration: Configuration, own: PublicKey, issuer: PublicKey | None) -> Made:
    """The extensions of configuration lines; authority identifiers need the issuer's key."""
    found: Made = []
    for name, value in lines:
        parts = [part.strip() for part in value.split(",") if part.strip()]
        critical = "critical" in parts
        parts = [part for part in parts if part != "critical"]
        extension = _extension(name, parts, configuration, own, issuer)
        if extension is not None:
            found = [(one, mark) for one, mark in found if type(one) is not type(extension)]
            found.append((extension, critical))
    return found


def _extension(
    name: str, parts: list[str], configuration: Configuration, own: PublicKey, issuer: PublicKey | None
) -> x509.ExtensionType | None:
    match name:
        case "basicConstraints":
            given = {key.upper(): value.strip() for key, _, value in (part.partition(":") for part in parts)}
            is_authority = given.get("CA", "").upper() == "TRUE"
            text = given.get("PATHLEN", "")
            if text and not text.isdigit():
                raise ExtensionError(f"Error in extension basicConstraints: bad pathlen {text}")
            length = int(text) if is_authority and text else None
            return x509.BasicConstraints(is_authority, length)
        case "keyUsage":
            _known(name, parts, KEY_USAGES)
            return x509.KeyUsage(**{field: key in parts for key, (field, _) in KEY_USAGES.items()})
        case "extendedKeyUsage":
            _known(name, parts, PURPOSES)
            return x509.ExtendedKeyUsage([PURPOSES[part][0] for part in parts])
        case "subjectAltName":
            return x509.SubjectAlternativeName([_alternative(*pair) for pair in _names(parts, configuration)])
        case "subjectKeyIdentifier":
            return x509.SubjectKeyIdentifier.from_public_key(own)
        case "authorityKeyIdentifier":
            return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer) if issuer is not None else None
        case _:
            raise ExtensionError(f"Error in extension {name}: unknown extension name")


def _known(name: str, parts: list[str], known: Mapping[str, tuple[object, str]]) -> None:
    odd = next((part for part in parts if part not in known), None)
    if odd is not None:
        raise ExtensionError(f"Error in extension {name}: unknown value {odd}")


def _names(parts: list[str], configuration: Configuration) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in parts:
        if part.startswith("@"):
            found += [(re.sub(r"\.\d+$", "", key), value) for key, value in configuration.section(part[1:])]
        else:
            kind, _, value = part.partition(":")
            found.append((kind, value))
    return found


def _alternative(kind: str, value: str) -> x509.GeneralName:
    try:
        match kind:
            case "DNS":
                return x509.DNSName(value)
            case "IP":
                return x509.IPAddress(ipaddress.ip_address(value))
            case "email":
                return x509.RFC822Name(value)
            case "URI":
                return x509.UniformResourceIdentifier(value)
    except ValueError:
        raise ExtensionError(f"Error in extension subjectAltName: bad {kind} {value}") from None
    raise ExtensionError(f"Error in extension subjectAltName: unknown kind of name {kind}")


def shown(extension: x509.Extension[x509.ExtensionType]) -> tuple[str, str]:
    """Its title with `critical`, and its text."""
    value = extension.value
    title = TITLES.get(type(value), ("", extension.oid.dotted_string))[1]
    return f"{title}: {'critical' if extension.critical else ''}", _shown(value)


def _shown(value: x509.ExtensionType) -> str:
    match value:
        case x509.BasicConstraints():
            length = "" if value.path_length is None else f", pathlen:{value.path_length}"
            return f"CA:{str(value.ca).upper()}{length}"
        case x509.KeyUsage():
            return ", ".join(text for field, text in KEY_USAGES.values() if _uses(value, field))
        case x509.ExtendedKeyUsage():
            texts = dict(PURPOSES.values())
            return ", ".join(texts.get(one, one.dotted_string) for one in value)
        case x509.SubjectAlternativeName():
            return ", ".join(_shown_name(name) for name in value)
        case x509.SubjectKeyIdentifier():
            return value.digest.hex(":").upper()
        case x509.AuthorityKeyIdentifier():
            return (value.key_identifier or b"").hex(":").upper()
        case _:
            return value.public_bytes().hex(":").upper()


def _uses(value: x509.KeyUsage, field: str) -> bool:
    needs_agreement = field in ("encipher_only", "decipher_only")
    return (value.key_agreement or not needs_agreement) and bool(getattr(value, field))


def _shown_name(name: x509.GeneralName) -> str:
    match name:
        case x509.IPAddress():
            address = name.value
            if isinstance(address, ipaddress.IPv6Address):  # in full, without leading zeros
                return "IP Address:" + ":".join(f"{int(part, 16):X}" for part in address.exploded.split(":"))
            return f"IP Address:{address}"
        case x509.RFC822Name():
            return f"email:{name.value}"
        case x509.UniformResourceIdentifier():
            return f"URI:{name.value}"
        case x509.DNSName():
            return f"DNS:{name.value}"
        case _:
            return "othername:<unsupported>"
