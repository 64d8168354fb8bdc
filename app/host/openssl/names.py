"""Distinguished names: from `-subj` and configurations, and as openssl prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cryptography import x509
from cryptography.x509.oid import NameOID

ATTRIBUTES = {
    "C": NameOID.COUNTRY_NAME, "countryName": NameOID.COUNTRY_NAME, "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "stateOrProvinceName": NameOID.STATE_OR_PROVINCE_NAME, "L": NameOID.LOCALITY_NAME,
    "localityName": NameOID.LOCALITY_NAME, "O": NameOID.ORGANIZATION_NAME,
    "organizationName": NameOID.ORGANIZATION_NAME, "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "organizationalUnitName": NameOID.ORGANIZATIONAL_UNIT_NAME, "CN": NameOID.COMMON_NAME,
    "commonName": NameOID.COMMON_NAME, "emailAddress": NameOID.EMAIL_ADDRESS, "serialNumber": NameOID.SERIAL_NUMBER,
    "UID": NameOID.USER_ID, "DC": NameOID.DOMAIN_COMPONENT,
}  # fmt: skip
SHORT = {oid: name for name, oid in reversed(ATTRIBUTES.items())}


class NameFormError(ValueError):
    """A name that openssl does not take; its text says why."""


def name_of(pairs: Iterable[tuple[str, str]]) -> tuple[x509.Name, list[str]]:
    """A name, and the attributes that openssl skips because it does not know them."""
    found, unknown = [], []
    for key, value in pairs:
        plain = re.sub(r"^\d+\.", "", key)  # `0.organizationName`, in configurations that name one twice
        if plain not in ATTRIBUTES:
            unknown.append(key)
        elif value:
            try:
                found.append(x509.NameAttribute(ATTRIBUTES[plain], value))
            except ValueError as wrong:
                raise NameFormError(f'problem with the value "{value}" of {key}: {wrong}') from None
    return x509.Name(found), unknown


def pairs_of(text: str) -> list[tuple[str, str]]:
    """`/CN=jane/O=dev` taken apart."""
    wrong = (
        "subject name is expected to be in the format /type0=value0/type1=value1/type2=... "
        f"where characters may be escaped by \\. This name is not in that format: '{text.removeprefix('/')}'"
    )
    if not text.startswith("/"):
        raise NameFormError(wrong)
    pairs = []
    for part in re.split(r"(?<!\\)[/+]", text[1:]) if text != "/" else ():
        name, equals, value = part.partition("=")
        if not equals:
            raise NameFormError(wrong)
        pairs.append((name, re.sub(r"\\(.)", r"\1", value)))
    return pairs


def shown(name: x509.Name, form: str = "") -> str:
    """As openssl 3.0 prints it: `CN = jane, O = dev`; `RFC2253` and `oneline` give their forms."""
    pairs = [(SHORT.get(item.oid, item.oid.dotted_string), str(item.value)) for item in name]
    if form.upper() == "RFC2253":
        return ",".join(f"{key}={value}" for key, value in reversed(pairs))
    if form == "compat":
        return "".join(f"/{key}={value}" for key, value in pairs)
    return ", ".join(f"{key} = {value}" for key, value in pairs)
