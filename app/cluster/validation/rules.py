"""Rules that many kinds share: numbers, selectors, ports, percentages.

Follows kubernetes apimachinery/pkg/api/validation/generic.go and apimachinery/pkg/apis/meta/v1/validation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported, required
from app.cluster.validation.object_meta import validate_labels
from app.sim.names import (
    HTTP_PATH,
    is_cidr,
    is_ip,
    is_label,
    is_label_key,
    is_label_value,
    is_percent,
    is_port_name,
    is_port_number,
    is_subdomain,
    regex_error,
)

Object = dict[str, Any]
NOT_NEGATIVE = "must be greater than or equal to 0"
MISMATCH = "`selector` does not match template `labels`"


def wrong(path: str, value: Any, messages: Iterable[str]) -> Errors:
    """One `Invalid value` for each message."""
    return [invalid(path, value, text) for text in messages]


def not_negative(path: str, value: int | None) -> Errors:
    """The number, if given, is zero or more."""
    return [invalid(path, value, NOT_NEGATIVE)] if value is not None and value < 0 else []


def label_name(path: str, value: str) -> Errors:
    """The text is a qualified name."""
    return wrong(path, value, is_label_key(value))


def dns_label(path: str, value: str) -> Errors:
    """The text is a DNS-1123 label."""
    return wrong(path, value, is_label(value))


def subdomain(path: str, value: str) -> Errors:
    """The text is a DNS-1123 subdomain."""
    return wrong(path, value, is_subdomain(value))


def domain_prefixed_path(path: str, value: str) -> Errors:
    """The text is like `acme.io/foo`."""
    if not value:
        return [required(path)]
    domain, _, rest = value.partition("/")
    if not (domain and rest):
        return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    errors = wrong(path, domain, is_subdomain(domain))
    if not re.fullmatch(HTTP_PATH, rest):
        errors.append(invalid(path, rest, regex_error("Invalid path", HTTP_PATH)))
    return errors


def one_of(path: str, value: str | None, allowed: Iterable[str]) -> Errors:
    """The text is one of the allowed ones; empty text is missing."""
    allowed = list(allowed)
    if not value:
        return [required(path)]
    return [] if value in allowed else [not_supported(path, value, allowed)]


def ip_address(path: str, value: str) -> Errors:
    """The text is an IP address."""
    return (
        [] if is_ip(value) else [invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    )


def cidr(path: str, value: str) -> Errors:
    """The text is a CIDR."""
    return (
        []
        if is_cidr(value)
        else [invalid(path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    )


def port_number_or_name(path: str, value: int | str | None) -> Errors:
    """A port number, or the name of a port."""
    if isinstance(value, str):
        return wrong(path, value, is_port_name(value))
    return wrong(path, value or 0, is_port_number(value or 0))


def label_selector(path: str, selector: Object | None) -> Errors:
    """The parts of a `{matchLabels, matchExpressions}` selector."""
    errors = validate_labels((selector or {}).get("matchLabels"), f"{path}.matchLabels")
    for index, expression in enumerate((selector or {}).get("matchExpressions") or ()):
        errors += _requirement(f"{path}.matchExpressions[{index}]", expression)
    return errors


def _requirement(path: str, expression: Object) -> Errors:
    operator, values = expression.get("operator") or "", expression.get("values") or []
    errors: Errors = []
    if operator in {"In", "NotIn"} and not values:
        errors.append(required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"))
    elif operator in {"Exists", "DoesNotExist"} and values:
        detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        errors.append(forbidden(f"{path}.values", detail))
    elif operator not in {"In", "NotIn", "Exists", "DoesNotExist"}:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += label_name(f"{path}.key", expression.get("key") or "")
    for index, value in enumerate(values):
        errors += wrong(f"{path}.values[{index}]", value, is_label_value(value))
    return errors


def empty_selector(selector: Object | None) -> bool:
    """Whether a label selector selects everything."""
    return not ((selector or {}).get("matchLabels") or (selector or {}).get("matchExpressions"))


def selects(selector: Object | None, labels: dict[str, str] | None) -> bool:
    """Whether a label selector matches labels; no selector matches nothing."""
    if selector is None:
        return False
    labels = labels or {}
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    return all(_holds(expression, labels) for expression in selector.get("matchExpressions") or ())


def _holds(expression: Object, labels: dict[str, str]) -> bool:
    key, values = expression.get("key") or "", expression.get("values") or []
    operator = expression.get("operator")
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return key not in labels or labels[key] not in values
    return (key in labels) == (operator == "Exists")


def int_or_percent(path: str, value: int | str | None) -> Errors:
    """A number of zero or more, or a percentage."""
    if isinstance(value, str):
        return wrong(path, value, is_percent(value))
    return not_negative(path, value)


def at_most_all(path: str, value: int | str | None) -> Errors:
    """A percentage is no more than 100%."""
    if isinstance(value, str) and not is_percent(value) and int(value[:-1]) > 100:
        return [invalid(path, value, "must not be greater than 100%")]
    return []


def is_zero(value: int | str | None) -> bool:
    """Whether a number or percentage is nothing."""
    return value in (None, 0) or (isinstance(value, str) and value.rstrip("%").strip("0") == "")
