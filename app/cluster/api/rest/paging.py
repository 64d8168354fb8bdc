"""Which state a list shows, and in what pieces: resourceVersion, limit and continue.

Follows kubernetes apiserver/pkg/storage/continue.go, etcd3/errors.go and cacher/delegator.
"""

from __future__ import annotations

import base64
import posixpath
from dataclasses import dataclass
from typing import Any

import orjson

from app.cluster.api.errors import ApiError, bad_request, error
from app.cluster.api.go_json import loads
from app.cluster.api.go_values import GoError, json_kind
from app.cluster.api.objects import Object
from app.cluster.api.rest.options import ListOptions
from app.cluster.api.shelf import storage_key
from app.cluster.api.store import ResourceKey, Store

CURRENT = -1  # in a token: go on with what is there now
_INVALID = "continue key is not valid"
_EXPIRED = "The resourceVersion for the provided list is too old."
_EXPIRED_TOKEN = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)


@dataclass(frozen=True)
class Page:
    """What to list: the state at `version` (None: the present) from the key `start` on, `limit` items (0: all)."""

    version: int | None = None
    start: str = ""
    limit: int = 0


def page(store: Store, key: ResourceKey, options: ListOptions, version: int) -> Page:
    """What a list is to show. ApiError: 400 for a bad token, 410 for the past, 504 for the future."""
    if options.continue_:
        if version:
            raise bad_request("specifying resource version is not allowed when using continue")
        start, wanted = decode(options.continue_)
        if wanted == CURRENT:
            return Page(None, start, options.limit)
        if forgotten(store, key, wanted):
            raise _expired_token(start)
        return Page(wanted, start, options.limit)
    if version > store.resource_version:
        raise too_large(version, store.resource_version)
    # Without a match, a limit makes a version an exact one.
    exact = options.match == "Exact" or (not options.match and options.limit > 0 and version > 0)
    if exact and forgotten(store, key, version):
        raise error("Expired", _EXPIRED)
    limit = 0 if options.resource_version == "0" else max(options.limit, 0)
    return Page(version if exact else None, "", limit)


def forgotten(store: Store, key: ResourceKey, version: int) -> bool:
    """Whether the state at a version cannot be told any more."""
    return version < store.compacted or version < store.oldest(key)


def place(obj: Object, namespace: str) -> str:
    """Where an object lies in a list of one namespace, or of all."""
    meta = obj["metadata"]
    own = "" if namespace else meta.get("namespace", "")
    return storage_key(own, meta["name"])


def encode(version: int, start: str) -> str:
    """A token."""
    body = orjson.dumps({"v": "meta.k8s.io/v1", "rv": version, "start": start})
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def decode(token: str) -> tuple[str, int]:
    """(start, version) of a token; ApiError 400."""
    document = _document(token)
    version, start = document.get("rv") or 0, document.get("start") or ""
    if document.get("v") != "meta.k8s.io/v1":
        named = document.get("v") or ""
        raise _bad_token(f"{_INVALID}: server does not recognize this encoded version {named}")
    if version == 0:
        raise _bad_token(f"{_INVALID}: incorrect encoded start resourceVersion (version meta.k8s.io/v1)")
    if not start:
        raise _bad_token(f"{_INVALID}: encoded start key empty (version meta.k8s.io/v1)")
    path = start if start.startswith("/") else "/" + start
    if posixpath.normpath(path) != path:
        raise _bad_token(f"{_INVALID}: {start}")
    return path[1:], version


def _document(token: str) -> dict[str, Any]:
    for index, character in enumerate(token):
        if not (character.isascii() and (character.isalnum() or character in "-_")):
            raise _bad_token(f"{_INVALID}: illegal base64 data at input byte {index}")
    if len(token) % 4 == 1:
        raise _bad_token(f"{_INVALID}: illegal base64 data at input byte {len(token) - 1}")
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    try:
        document = loads(raw.decode("latin-1"))
    except GoError as problem:
        raise _bad_token(f"{_INVALID}: {problem}") from None
    if not isinstance(document, dict):
        kind = json_kind(document)
        text = f"json: cannot unmarshal {kind} into Go value of type storage.continueToken"
        raise _bad_token(f"{_INVALID}: {text}")
    for name, go in (("v", "string"), ("rv", "int64"), ("start", "string")):
        value = document.get(name)
        if value is not None and type(value) is not (int if name == "rv" else str):
            text = f"json: cannot unmarshal {json_kind(value)} into Go struct field continueToken.{name} of type {go}"
            raise _bad_token(f"{_INVALID}: {text}")
    return document


def _bad_token(why: str) -> ApiError:
    return bad_request(f"invalid continue token: {why}")


def _expired_token(start: str) -> ApiError:
    problem = error("Expired", _EXPIRED_TOKEN)
    problem.status["metadata"] = {"continue": encode(CURRENT, start)}
    return problem


def too_large(version: int, current: int) -> ApiError:
    """504: the server has not seen such a version yet."""
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    return error(
        "Timeout",
        f"Timeout: Too large resource version: {version}, current: {current}",
        details={"causes": [cause], "retryAfterSeconds": 1},
    )
