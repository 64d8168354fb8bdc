"""Named formats of texts.

Follows kubernetes apiserver/pkg/cel/library/format.go.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.cluster.cel.functions import Functions
from app.cluster.cel.library.times import parse_timestamp
from app.cluster.cel.values import NONE, CelError, Optional, some
from app.sim import names

Check = Callable[[str], list[str]]
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)


def _prefix(check: Callable[[str], list[str]]) -> Check:
    return lambda text: check(text.removesuffix("-") + "a" if text.endswith("-") else text)


def _uri(text: str) -> list[str]:
    return [] if text.startswith("/") or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text) else ["invalid URI for request"]


def _uuid(text: str) -> list[str]:
    return [] if _UUID.fullmatch(text) else ["does not match the UUID format"]


def _byte(text: str) -> list[str]:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ["invalid base64"]
    return []


def _date(text: str) -> list[str]:
    try:
        parse_timestamp(f"{text}T00:00:00Z")
    except CelError:
        return ["invalid date"]
    return []


def _moment(text: str) -> list[str]:
    try:
        parse_timestamp(text)
    except CelError:
        return ["invalid datetime"]
    return []


FORMATS: dict[str, Check] = {
    "dns1123Label": names.is_label,
    "dns1123LabelPrefix": _prefix(names.is_label),
    "dns1123Subdomain": names.is_subdomain,
    "dns1123SubdomainPrefix": _prefix(names.is_subdomain),
    "dns1035Label": names.is_dns_1035_label,
    "dns1035LabelPrefix": _prefix(names.is_dns_1035_label),
    "qualifiedName": names.is_label_key,
    "labelValue": names.is_label_value,
    "uri": _uri,
    "uuid": _uuid,
    "byte": _byte,
    "date": _date,
    "datetime": _moment,
}


@dataclass(frozen=True)
class Format:
    """One of them."""

    name: str
    cel_type = "kubernetes.NamedFormat"


def _validate(given: Format, text: str) -> Optional:
    problems = FORMATS[given.name](text)
    return some(list(problems)) if problems else NONE


def _made(name: str) -> Callable[[], Format]:
    return lambda: Format(name)


def declare(functions: Functions) -> None:
    """Add them."""
    kind = "kubernetes.NamedFormat"
    for name in FORMATS:
        functions.declare(f"format.{name}() -> {kind}", _made(name))
    functions.declare(f"format.named(string) -> optional_type({kind})", _named)
    functions.declare(f"{kind}::validate(string) -> optional_type(list(string))", _validate)


def _named(name: str) -> Any:
    return some(Format(name)) if name in FORMATS else NONE
