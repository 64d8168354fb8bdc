"""What names, labels and other formatted text may look like, and the server's words when they do not.

Follows kubernetes apimachinery/pkg/util/validation/validation.go and apimachinery/pkg/api/validate/content. Every
function returns the messages of what is wrong, none when nothing is.
"""

from __future__ import annotations

import ipaddress
import re

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_UNDERSCORES = r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*"
HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"
_DNS_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_WILDCARD = rf"\*\.{_SUBDOMAIN}"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
_PERCENT = "[0-9]+%"
_HEADER = "[-A-Za-z0-9]+"
_C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*"

MAX_SUBDOMAIN = 253
MAX_LABEL = 63


def regex_error(text: str, pattern: str, *examples: str) -> str:
    """A format's description with its examples and its regular expression."""
    if not examples:
        return f"{text} (regex used for validation is '{pattern}')"
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{text} (e.g. {shown}regex used for validation is '{pattern}')"


_ALPHANUMERIC_ENDS = "and must start and end with an alphanumeric character"
SUBDOMAIN_ERROR = regex_error(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    + _ALPHANUMERIC_ENDS,
    _SUBDOMAIN,
    "example.com",
)
LABEL_ERROR = regex_error(
    f"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', {_ALPHANUMERIC_ENDS}",
    _LABEL,
    "my-name",
    "123-abc",
)
_KEY_TEXT = f"must consist of alphanumeric characters, '-', '_' or '.', {_ALPHANUMERIC_ENDS}"


def max_characters(length: int) -> str:
    """`must be no more than 63 characters`."""
    return f"must be no more than {length} characters"


def max_bytes(length: int) -> str:
    """`must be no more than 63 bytes`."""
    return f"must be no more than {length} bytes"


def in_range(low: int, high: int) -> str:
    """`must be between 1 and 65535, inclusive`."""
    return f"must be between {low} and {high}, inclusive"


def is_label(value: str) -> list[str]:
    """A DNS-1123 label, `my-name`."""
    errors = [max_characters(MAX_LABEL)] if len(value) > MAX_LABEL else []
    if not re.fullmatch(_LABEL, value):
        errors.append("must not contain dots" if re.fullmatch(_SUBDOMAIN, value) else LABEL_ERROR)
    return errors


def is_subdomain(value: str) -> list[str]:
    """A DNS-1123 subdomain, `example.com`."""
    errors = [max_characters(MAX_SUBDOMAIN)] if len(value) > MAX_SUBDOMAIN else []
    return errors if re.fullmatch(_SUBDOMAIN, value) else [*errors, SUBDOMAIN_ERROR]


def is_subdomain_with_underscores(value: str) -> list[str]:
    """A DNS-1123 subdomain whose parts may begin and have underscores."""
    errors = [max_characters(MAX_SUBDOMAIN)] if len(value) > MAX_SUBDOMAIN else []
    text = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', "
    text += _ALPHANUMERIC_ENDS
    return errors if re.fullmatch(_UNDERSCORES, value) else [*errors, regex_error(text, _UNDERSCORES, "example.com")]


def is_dns_1035_label(value: str) -> list[str]:
    """A DNS-1035 label, which starts with a letter."""
    errors = [max_characters(MAX_LABEL)] if len(value) > MAX_LABEL else []
    text = (
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character"
        ", and end with an alphanumeric character"
    )
    return errors if re.fullmatch(_DNS_1035, value) else [*errors, regex_error(text, _DNS_1035, "my-name", "abc-123")]


def is_wildcard_subdomain(value: str) -> list[str]:
    """A subdomain below `*.`."""
    errors = [max_characters(MAX_SUBDOMAIN)] if len(value) > MAX_SUBDOMAIN else []
    text = (
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
        "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
    )
    return errors if re.fullmatch(_WILDCARD, value) else [*errors, regex_error(text, _WILDCARD, "*.example.com")]


def is_label_key(value: str) -> list[str]:
    """A label key or qualified name: `app`, `example.com/app`."""
    examples = ("MyName", "my.name", "123-abc")
    parts = value.split("/")
    if len(parts) > 2:
        text = "a valid label key " + regex_error(_KEY_TEXT, _KEY, *examples)
        return [f"{text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
    errors: list[str] = []
    if len(parts) == 2:
        prefix = parts[0]
        errors += ["prefix part must be non-empty"] if not prefix else _subdomain_prefix(prefix)
    name = parts[-1]
    if not name:
        errors.append("name part must be non-empty")
    elif len(name) > MAX_LABEL:
        errors.append(f"name part {max_bytes(MAX_LABEL)}")
    if not re.fullmatch(_KEY, name):
        errors.append("name part " + regex_error(_KEY_TEXT, _KEY, *examples))
    return errors


def _subdomain_prefix(prefix: str) -> list[str]:
    errors = [f"prefix part {max_bytes(MAX_SUBDOMAIN)}"] if len(prefix) > MAX_SUBDOMAIN else []
    return errors if re.fullmatch(_SUBDOMAIN, prefix) else [*errors, f"prefix part {SUBDOMAIN_ERROR}"]


def is_label_value(value: str) -> list[str]:
    """A label's value, which may be empty."""
    errors = [max_bytes(MAX_LABEL)] if len(value) > MAX_LABEL else []
    text = (
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
        f"{_ALPHANUMERIC_ENDS}"
    )
    if not re.fullmatch(f"({_KEY})?", value):
        errors.append(regex_error(text, f"({_KEY})?", "MyValue", "my_value", "12345"))
    return errors


def is_port_number(value: int) -> list[str]:
    """1 to 65535."""
    return [] if 1 <= value <= 65535 else [in_range(1, 65535)]


def is_port_name(value: str) -> list[str]:
    """An IANA service name of up to 15 characters."""
    errors = [max_characters(15)] if len(value) > 15 else []
    if not re.fullmatch("[-a-z0-9]+", value):
        errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", value):
        errors.append("must contain at least one letter (a-z)")
    if "--" in value:
        errors.append("must not contain consecutive hyphens")
    if value and "-" in {value[0], value[-1]}:
        errors.append("must not begin or end with a hyphen")
    return errors


def is_percent(value: str) -> list[str]:
    """`25%`."""
    text = "a valid percent string must be a numeric string followed by an ending '%'"
    return [] if re.fullmatch(_PERCENT, value) else [regex_error(text, _PERCENT, "1%", "93%")]


def is_http_header(value: str) -> list[str]:
    """The name of an HTTP header."""
    text = "a valid HTTP header must consist of alphanumeric characters or '-'"
    return [] if re.fullmatch(_HEADER, value) else [regex_error(text, _HEADER, "X-Header-Name")]


def is_env_name(value: str) -> list[str]:
    """An environment variable's name, by the relaxed rule."""
    if not value:
        return ["environment variable name must be non-empty"]
    if all(" " <= char <= "~" and char != "=" for char in value):
        return []
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]


def is_config_key(value: str) -> list[str]:
    """A key of a ConfigMap or Secret."""
    errors = [max_characters(MAX_SUBDOMAIN)] if len(value) > MAX_SUBDOMAIN else []
    text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
    if not re.fullmatch(_CONFIG_KEY, value):
        errors.append(regex_error(text, _CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    if value in {".", ".."}:
        errors.append(f"must not be '{value}'")
    elif value.startswith(".."):
        errors.append("must not start with '..'")
    return errors


def is_c_identifier(value: str) -> list[str]:
    """An identifier of the C language."""
    text = (
        "a valid C identifier must start with alphabetic character or '_', "
        "followed by a string of alphanumeric characters or '_'"
    )
    examples = ("my_name", "MY_NAME", "MyName")
    return [] if re.fullmatch(_C_IDENTIFIER, value) else [regex_error(text, _C_IDENTIFIER, *examples)]


def is_path_segment(value: str) -> list[str]:
    """A name that can be part of a URL path: `system:node` is fine.

    Follows kubernetes apimachinery/pkg/api/validation/path/name.go: IsValidPathSegmentName.
    """
    if value in {".", ".."}:
        return [f"may not be '{value}'"]
    return [f"may not contain '{char}'" for char in ("/", "%") if char in value]


def is_ip(value: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address, without leading zeros or a zone."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return "%" not in value


def is_canonical_ip(value: str) -> list[str]:
    """An IP address as Go writes it. Follows apimachinery/pkg/util/validation/ip.go: IsValidIP."""
    parts = value.split(".")
    if len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts):
        return [] if all(part == str(int(part)) for part in parts) else ["must not have leading 0s"]
    if not is_ip(value):
        return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
    address = ipaddress.ip_address(value)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return ["must not be an IPv4-mapped IPv6 address"]
    return [] if str(address) == value else [f'must be in canonical form ("{address}")']


def is_cidr(value: str) -> bool:
    """Whether the text is an address with a prefix length; host bits may be set."""
    address, slash, length = value.partition("/")
    try:
        ipaddress.ip_interface(value)
    except ValueError:
        return False
    return bool(slash) and length.isdigit() and is_ip(address)
