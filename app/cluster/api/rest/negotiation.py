"""Which representation the client wants: JSON or YAML, as it is, as a Table, or as metadata alone.

Follows kubernetes apiserver/pkg/endpoints/handlers/negotiation/negotiate.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.cluster.api.errors import ApiError, error

JSON, YAML = "application/json", "application/yaml"
PROTOBUF = "application/vnd.kubernetes.protobuf"
AVAILABLE = (JSON, YAML, PROTOBUF)


@dataclass(frozen=True)
class Representation:
    """`as_kind` is Table, PartialObjectMetadata, PartialObjectMetadataList, APIGroupDiscoveryList or empty."""

    media_type: str = JSON
    as_kind: str = ""
    group: str = ""
    version: str = ""
    streaming: bool = False


def clauses(accept: str) -> list[tuple[str, dict[str, str]]]:
    """The clauses of an Accept header, best first: (media type, parameters)."""
    found = []
    for order, clause in enumerate(accept.split(",")):
        media_type, *parameters = [part.strip() for part in clause.split(";")]
        pairs = {key.strip(): value.strip() for key, _, value in (part.partition("=") for part in parameters)}
        try:
            quality = float(pairs.pop("q", "1"))
        except ValueError:
            quality = 1.0
        found.append((-quality, order, media_type, pairs))
    found.sort(key=lambda item: item[:2])
    return [(media_type, pairs) for _, _, media_type, pairs in found]


def _matches(wanted: str, offered: str) -> bool:
    if wanted == "*/*":
        return True
    if wanted.endswith("/*"):
        return offered.startswith(wanted[:-1])
    return wanted == offered


def negotiate(accept: str, transforms: Iterable[tuple[str, str, str]], extra: Iterable[str] = ()) -> Representation:
    """The first clause that the server can satisfy; ApiError 406.

    `transforms` are the (kind, group, version) that `as=` may name; `extra` further media types.
    """
    if not accept.strip():
        return Representation()
    offered = (JSON, YAML, *extra)
    allowed = set(transforms)
    for media_type, pairs in clauses(accept):
        match = next((item for item in offered if _matches(media_type, item)), None)
        if match is None:
            continue
        as_kind, group, version = pairs.get("as", ""), pairs.get("g", ""), pairs.get("v", "")
        if as_kind and (as_kind, group, version) not in allowed:
            continue
        return Representation(match, as_kind, group, version)
    raise not_acceptable((*AVAILABLE, *extra))


def not_acceptable(types: Iterable[str] = AVAILABLE) -> ApiError:
    """406 with what would have been there."""
    listed = ", ".join(types)
    return error("NotAcceptable", f"406: Not Acceptable\n\nAvailable representations: {listed}", details={})


def pretty_wanted(user_agent: str, query: dict[str, list[str]]) -> bool:
    """Whether JSON is indented: asked for, or the client looks like a person."""
    if "pretty" in query:
        value = query["pretty"][0].lower()
        return value in {"", "1", "t", "true"}
    return user_agent.startswith(("curl", "Wget", "Mozilla/5.0"))
