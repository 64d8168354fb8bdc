"""API errors are data: Status objects, raised as one exception and rendered in one place.

Follows kubernetes apimachinery/pkg/api/errors/errors.go: reasons, codes and the way messages are put together.
"""

from __future__ import annotations

from typing import Any

Status = dict[str, Any]

CODES = {
    "BadRequest": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "NotAcceptable": 406,
    "AlreadyExists": 409,
    "Conflict": 409,
    "Gone": 410,
    "Expired": 410,
    "RequestEntityTooLarge": 413,
    "UnsupportedMediaType": 415,
    "Invalid": 422,
    "TooManyRequests": 429,
    "InternalError": 500,
    "ServiceUnavailable": 503,
    "Timeout": 504,
}


class ApiError(Exception):
    """A refusal of the API server; `status` is the Status object that goes over the wire."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.get("message", ""))
        self.status = status

    @property
    def code(self) -> int:
        """The HTTP status code."""
        return int(self.status["code"])

    @property
    def reason(self) -> str:
        """The machine-readable reason, `NotFound` and the like; empty when the server gives none."""
        return str(self.status.get("reason", ""))


def error(reason: str, message: str, *, code: int | None = None, details: dict[str, Any] | None = None) -> ApiError:
    """An ApiError of any reason; `code` defaults to the reason's usual one. Plain errors of Go have no reason."""
    status: Status = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
    }
    if reason:
        status["reason"] = reason
    if details is not None:
        status["details"] = details
    status["code"] = code or CODES[reason]
    return ApiError(status)


def qualified(group: str, resource: str) -> str:
    """`deployments.apps`, or `pods` in the core group."""
    return f"{resource}.{group}" if group else resource


def _details(group: str, kind: str, name: str) -> dict[str, Any]:
    pairs = {"name": name, "group": group, "kind": kind}
    return {key: value for key, value in pairs.items() if value}


def not_found(group: str, resource: str, name: str) -> ApiError:
    """`pods "web" not found`."""
    message = f'{qualified(group, resource)} "{name}" not found'
    return error("NotFound", message, details=_details(group, resource, name))


def already_exists(group: str, resource: str, name: str) -> ApiError:
    """`deployments.apps "web" already exists`."""
    message = f'{qualified(group, resource)} "{name}" already exists'
    return error("AlreadyExists", message, details=_details(group, resource, name))


def conflict(group: str, resource: str, name: str, why: str) -> ApiError:
    """`Operation cannot be fulfilled on pods "web": the object has been modified; ...`."""
    message = f'Operation cannot be fulfilled on {qualified(group, resource)} "{name}": {why}'
    return error("Conflict", message, details=_details(group, resource, name))


def forbidden(group: str, resource: str, name: str, why: str) -> ApiError:
    """`pods "web" is forbidden: why`, or `pods is forbidden: why` when no name is meant."""
    subject = f'{qualified(group, resource)} "{name}"' if name else qualified(group, resource)
    return error("Forbidden", f"{subject} is forbidden: {why}", details=_details(group, resource, name))


def bad_request(message: str) -> ApiError:
    """A request the server could not make sense of."""
    return error("BadRequest", message)


def invalid(group: str, kind: str, name: str, causes: list[dict[str, str]], detail: str) -> ApiError:
    """`Deployment.apps "web" is invalid: detail`; causes are `{reason, message, field}` in the order found."""
    message = f'{qualified(group, kind)} "{name}" is invalid: {detail}'
    return error("Invalid", message, details={**_details(group, kind, name), "causes": causes})
