"""What a request's path means: resource or not, which group, version, namespace, name, and the API verb.

Follows kubernetes apiserver/pkg/endpoints/request/requestinfo.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from app.network.http import Request

_VERBS = {"POST": "create", "GET": "get", "HEAD": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_NAMESPACE_SUBRESOURCES = {"status", "finalize"}
_SPECIAL = {"proxy", "watch"}


@dataclass(frozen=True)
class RequestInfo:
    """`is_resource` is False for /version, /healthz and the discovery documents; then only path and verb count."""

    path: str
    verb: str
    is_resource: bool = False
    group: str = ""
    version: str = ""
    namespace: str = ""
    resource: str = ""
    subresource: str = ""
    name: str = ""
    rest: tuple[str, ...] = ()  # what follows `proxy`
    old_proxy: bool = False  # /api/v1/proxy/namespaces/..., as releases before 1.10 had it


def parse(request: Request, query: dict[str, list[str]]) -> RequestInfo:
    """Take a path apart."""
    path = request.path
    parts = [unquote(part) for part in path.strip("/").split("/")]
    other = RequestInfo(path, request.method.lower())
    found = _prefix(parts)
    if found is None:
        return other
    group, version, rest = found
    verb = _VERBS.get(request.method, "")
    special = ""
    if rest[0] in _SPECIAL and len(rest) > 1:
        special, rest = rest[0], rest[1:]
    namespace, rest = _namespace(rest)
    resource, name, subresource, tail = _fields(rest)
    if special == "watch":
        verb = "watch"
    if special == "proxy":
        tail, subresource = rest[2:], "proxy"
    elif not name and verb == "get":
        verb = "watch" if _true(query, "watch") else "list"
    elif not name and verb == "delete":
        verb = "deletecollection"
    return RequestInfo(
        path, verb, True, group, version, namespace, resource, subresource, name, tuple(tail), special == "proxy"
    )


def segment_problem(name: str) -> str:
    """What keeps a name out of a path, empty for good ones.

    Follows apimachinery/pkg/api/validation/path/name.go: IsValidPathSegmentName.
    """
    if name in {".", ".."}:
        return f"may not be '{name}'"
    return ";".join(f"may not contain '{character}'" for character in "/%" if character in name)


def selected_name(selector: str) -> str:
    """The name that a field selector requires, if it does."""
    for term in selector.split(","):
        field, equals, value = term.partition("=")
        if equals and field == "metadata.name":
            name = value.removeprefix("=")
            return "" if segment_problem(name) else name
    return ""


def _prefix(parts: list[str]) -> tuple[str, str, list[str]] | None:
    if parts[0] == "api" and len(parts) >= 3:
        return "", parts[1], parts[2:]
    if parts[0] == "apis" and len(parts) >= 4:
        return parts[1], parts[2], parts[3:]
    return None


def _namespace(rest: list[str]) -> tuple[str, list[str]]:
    if rest[0] != "namespaces":
        return "", rest
    if len(rest) == 1:
        return "", rest
    if len(rest) > 2 and rest[2] not in _NAMESPACE_SUBRESOURCES:
        return rest[1], rest[2:]
    # The namespace object itself lies within itself, for authorization.
    return rest[1], rest


def _fields(rest: list[str]) -> tuple[str, str, str, list[str]]:
    padded = [*rest, "", "", ""]
    return padded[0], padded[1], padded[2], rest[3:]


def _true(query: dict[str, list[str]], name: str) -> bool:
    values = query.get(name, [])
    return bool(values) and values[0].lower() not in {"0", "false"}
