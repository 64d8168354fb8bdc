"""Probes and lifecycle hooks.

Follows kubernetes pkg/apis/core/validation/validation.go: validateProbe and validateHandler.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported, required
from app.cluster.validation.rules import not_negative, port_number_or_name, wrong
from app.sim.names import is_http_header

Object = dict[str, Any]
_COUNTS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")


def validate_probes(path: str, container: Object, grace: int | None) -> Errors:
    """Liveness, readiness and startup probe of a container."""
    errors: Errors = []
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = container.get(name)
        if probe is None:
            continue
        place = f"{path}.{name}"
        errors += _probe(place, probe, grace)
        if name != "readinessProbe" and (probe.get("successThreshold") or 0) != 1:
            errors.append(invalid(f"{place}.successThreshold", probe.get("successThreshold") or 0, "must be 1"))
        if name == "readinessProbe" and probe.get("terminationGracePeriodSeconds") is not None:
            value = probe["terminationGracePeriodSeconds"]
            errors.append(
                invalid(f"{place}.terminationGracePeriodSeconds", value, "must not be set for readinessProbes")
            )
    return errors


def _probe(path: str, probe: Object, grace: int | None) -> Errors:
    errors = _handler(path, probe, grace)
    for name in _COUNTS:
        errors += not_negative(f"{path}.{name}", probe.get(name))
    seconds = probe.get("terminationGracePeriodSeconds")
    if seconds is not None and seconds <= 0:
        errors.append(invalid(f"{path}.terminationGracePeriodSeconds", seconds, "must be greater than 0"))
    return errors


def validate_lifecycle(path: str, lifecycle: Object | None, grace: int | None) -> Errors:
    """The hooks of a container."""
    errors: Errors = []
    for name in ("postStart", "preStop"):
        hook = (lifecycle or {}).get(name)
        if hook is not None:
            errors += _handler(f"{path}.{name}", hook, grace)
    return errors


def _handler(path: str, handler: Object, grace: int | None) -> Errors:
    errors: Errors = []
    found = False
    for name, rule in _HANDLERS.items():
        action = handler.get(name)
        if action is None:
            continue
        if found:
            errors.append(forbidden(f"{path}.{name}", "may not specify more than 1 handler type"))
            continue
        found = True
        errors += rule(f"{path}.{name}", action, grace)
    return errors if found else [*errors, required(path, "must specify a handler type")]


def _exec(path: str, action: Object, grace: int | None) -> Errors:
    return [] if action.get("command") else [required(f"{path}.command")]


def _http_get(path: str, action: Object, grace: int | None) -> Errors:
    errors = [] if action.get("path") else [required(f"{path}.path")]
    errors += port_number_or_name(f"{path}.port", action.get("port"))
    if action.get("scheme") not in {"HTTP", "HTTPS"}:
        errors.append(not_supported(f"{path}.scheme", action.get("scheme") or "", ["HTTP", "HTTPS"]))
    for header in action.get("httpHeaders") or ():
        errors += wrong(f"{path}.httpHeaders", header.get("name") or "", is_http_header(header.get("name") or ""))
    return errors


def _port_only(path: str, action: Object, grace: int | None) -> Errors:
    return port_number_or_name(f"{path}.port", action.get("port"))


def _sleep(path: str, action: Object, grace: int | None) -> Errors:
    seconds = action.get("seconds") or 0
    if grace is not None and not 0 <= seconds <= grace:
        detail = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
        return [invalid(path, seconds, detail)]
    return []


_HANDLERS: dict[str, Callable[[str, Object, int | None], Errors]] = {
    "exec": _exec,
    "httpGet": _http_get,
    "tcpSocket": _port_only,
    "grpc": _port_only,
    "sleep": _sleep,
}
