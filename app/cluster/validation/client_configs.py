"""Where a webhook is: a URL or a Service.

Follows kubernetes apiserver/pkg/util/webhook/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from app.cluster.validation.field_errors import FieldError, invalid, required
from app.sim.names import is_port_number, is_subdomain

_FORM = "; desired format: https://host[/path]"


def check_client(path: str, config: dict[str, Any]) -> Iterator[FieldError]:
    """What is wrong with a clientConfig."""
    service, url = config.get("service"), config.get("url")
    if (service is None) == (url is None):
        yield required(path, "exactly one of url or service is required")
    elif url is not None:
        yield from _url(f"{path}.url", url)
    elif service is not None:
        yield from _service(f"{path}.service", service)


def _url(path: str, url: str) -> Iterator[FieldError]:
    parts = urlsplit(url)
    if parts.scheme != "https":
        yield invalid(path, parts.scheme, "'https' is the only allowed URL scheme" + _FORM)
    if not parts.netloc:
        yield invalid(path, parts.netloc, "host must be specified" + _FORM)
    if parts.username is not None:
        yield invalid(path, parts.username, "user information is not permitted in the URL")
    if parts.fragment:
        yield invalid(path, parts.fragment, "fragments are not permitted in the URL")
    if parts.query:
        yield invalid(path, parts.query, "query parameters are not permitted in the URL")


def _service(path: str, service: dict[str, Any]) -> Iterator[FieldError]:
    for key in ("name", "namespace"):
        if not service.get(key):
            yield required(f"{path}.{key}", f"service {key} is required")
    for text in is_port_number(service.get("port") or 443):
        yield invalid(f"{path}.port", service["port"], f"port is not valid: {text}")
    given = service.get("path")
    if given is None or given == "/":
        return
    if not given.startswith("/"):
        yield invalid(f"{path}.path", given, "must start with a '/'")
    for index, step in enumerate(given.strip("/").split("/")):
        if not step:
            yield invalid(f"{path}.path", given, f"segment[{index}] may not be empty")
        for text in is_subdomain(step) if step else ():
            yield invalid(f"{path}.path", given, f"segment[{index}]: {text}")
