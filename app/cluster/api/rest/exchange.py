"""One request at the door, with everything that was found out about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.cluster.api.call import Call, User
from app.cluster.api.errors import ApiError, error
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.api.rest import encoding, negotiation
from app.cluster.api.rest.negotiation import Representation
from app.cluster.api.rest.options import Query, WriteOptions
from app.cluster.api.rest.path import RequestInfo
from app.network.http import Headers, Request, Response, Stream

if TYPE_CHECKING:
    from app.cluster.api.api import Api
    from app.cluster.api.audit import Record

TRANSFORMS = (
    ("Table", "meta.k8s.io", "v1"),
    ("PartialObjectMetadata", "meta.k8s.io", "v1"),
    ("PartialObjectMetadataList", "meta.k8s.io", "v1"),
)


@dataclass
class Exchange:
    """A request that has been authenticated, with the resource its path names (None: no resource)."""

    api: Api
    request: Request
    info: RequestInfo
    query: Query
    user: User
    resource: Resource | None = None
    warnings: list[str] = field(default_factory=list)
    record: Record | None = None  # of the audit log
    _wanted: Representation | None = None
    _audit_id: str = ""

    @property
    def target(self) -> Resource:
        """The resource; only where there is one."""
        assert self.resource is not None
        return self.resource

    @property
    def audit_id(self) -> str:
        """The request's Audit-Id."""
        self._audit_id = self._audit_id or self.api.audit_id()
        return self._audit_id

    @property
    def wanted(self) -> Representation:
        """What the client accepts; ApiError 406."""
        if self._wanted is None:
            transforms = TRANSFORMS if self.api.release.tables else ()
            self._wanted = negotiation.negotiate(self.request.headers.get("Accept", ""), transforms)
        return self._wanted

    @property
    def pretty(self) -> bool:
        """Whether JSON goes out indented."""
        return negotiation.pretty_wanted(self.request.headers.get("User-Agent", ""), self.query)

    @property
    def manager(self) -> str:
        """The field manager when none is named: the user agent up to its slash."""
        return self.request.headers.get("User-Agent", "").split("/")[0][:128] or "unknown"

    def call(self, options: WriteOptions, **more: Any) -> Call:
        """The call that a write option amounts to; its warnings are this exchange's."""
        call = Call(
            user=self.user,
            manager=options.manager or self.manager,
            dry_run=options.dry_run,
            validation=options.validation,
            api_version=self.target.api_version,
            subresource=self.info.subresource,
        )
        call = replace(call, **more)
        call.warnings = self.warnings
        return call

    def document(self, document: Any, status: int = 200, *, unstructured: bool = False) -> Response:
        """Any document in the wanted media type."""
        media_type = self.wanted.media_type
        if media_type == negotiation.YAML:
            return self.respond(encoding.to_yaml(document), media_type, status)
        if unstructured:
            document = encoding.sorted_keys(document)
        return self.respond(encoding.to_json(document, pretty=self.pretty), media_type, status)

    def respond(self, body: bytes | Stream, media_type: str, status: int = 200) -> Response:
        """A response with the headers every answer carries."""
        fields = [
            ("Audit-Id", self.audit_id),
            ("Cache-Control", "no-cache, private"),
            ("Content-Type", media_type),
        ]
        fields += [("Warning", warning_header(text)) for text in self.warnings]
        if isinstance(body, bytes):
            fields.append(("Content-Length", str(len(body))))
        return Response(status, Headers(fields), body)

    def refuse(self, problem: ApiError) -> Response:
        """A Status in a media type that the client takes."""
        try:
            media_type = self.wanted.media_type
        except ApiError:
            media_type = negotiation.JSON
        if media_type == negotiation.YAML:
            answer = self.respond(encoding.to_yaml(problem.status), media_type, problem.code)
        else:
            body = encoding.to_json(problem.status, pretty=self.pretty)
            answer = self.respond(body, negotiation.JSON, problem.code)
        wait = (problem.status.get("details") or {}).get("retryAfterSeconds")
        if not wait:
            return answer
        return Response(answer.status, Headers([*answer.headers.fields(), ("Retry-After", str(wait))]), answer.body)


def warning_header(text: str) -> str:
    """`299 - "text"`, quoted."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'299 - "{quoted}"'


def not_here() -> ApiError:
    """404 of a path that no handler serves."""
    return error("NotFound", "the server could not find the requested resource", details={})


def not_allowed() -> ApiError:
    """405."""
    return error("MethodNotAllowed", "the server does not allow this method on the requested resource", details={})


Handler = Callable[[Exchange], Response]
__all__ = ["Exchange", "Handler", "Object", "not_allowed", "not_here", "warning_header"]
