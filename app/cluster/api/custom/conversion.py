"""Versions of custom objects that a webhook converts.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go. Known difference: the objects
of a list are sent one by one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cluster.api.errors import error
from app.cluster.api.objects import Object
from app.cluster.api.webhook_client import CallError, post
from app.cluster.releases.release import Served

if TYPE_CHECKING:
    from app.cluster.api.api import Api

SECONDS = 30


def served(api: Api, spec: Object, version: str, stored: str) -> Served | None:
    """How a version is converted; None where nothing but the apiVersion changes."""
    conversion = spec.get("conversion") or {}
    if conversion.get("strategy") != "Webhook" or version == stored:
        return None
    group = spec["group"]
    inward = _converter(api, conversion.get("webhook") or {}, f"{group}/{stored}")
    outward = _converter(api, conversion.get("webhook") or {}, f"{group}/{version}")
    return Served(group, version, (group, spec["names"]["plural"]), inward, outward)


def _converter(api: Api, webhook: Object, wanted: str) -> Callable[[Object], Object]:
    def convert(obj: Object) -> Object:
        """ApiError 500 when the webhook cannot be reached, or answers nonsense."""
        who = f"conversion webhook for {obj['apiVersion']}, Kind={obj['kind']}"
        try:
            return _converted(obj, _ask(api, webhook, obj, wanted), wanted)
        except CallError as problem:
            text = str(problem)
            message = f"{who} {text}" if text.startswith("returned") else f"{who} failed: {text}"
            raise error("", message, code=500) from None

    return convert


def _ask(api: Api, webhook: Object, obj: Object, wanted: str) -> list[Any]:
    """The converted objects; CallError."""
    uid = api.randomness.uid()
    versions = webhook.get("conversionReviewVersions") or ["v1"]
    version = next((item for item in versions if item in {"v1", "v1beta1"}), "v1")
    request = {"uid": uid, "desiredAPIVersion": wanted, "objects": [obj]}
    head = {"kind": "ConversionReview", "apiVersion": f"apiextensions.k8s.io/{version}"}
    answer = post(api, webhook.get("clientConfig") or {}, json.dumps({**head, "request": request}).encode(), SECONDS)
    try:
        response = json.loads(answer)["response"]
        result = response["result"]
        listed = response.get("convertedObjects") or []
    except (ValueError, KeyError, TypeError):
        raise CallError("no response provided") from None
    if version == "v1" and response.get("uid") != uid:
        raise CallError(f'expected response.uid="{uid}", got "{response.get("uid", "")}"')
    if result.get("status") != "Success":
        raise CallError(
            result.get("message") or f"response.result.status was '{result.get('status', '')}', not 'Success'"
        )
    if len(listed) != 1:
        raise CallError(f"returned {len(listed)} objects, expected 1")
    found: list[Any] = listed
    return found


def _converted(obj: Object, listed: list[Any], wanted: str) -> Object:
    found = listed[0] if isinstance(listed[0], dict) else {}
    given = found.get("apiVersion", "")
    if given != wanted:
        text = f"invalid groupVersion (expected {wanted}, received {given})"
        raise CallError(f"returned invalid object at index 0: {text}")
    meta = found.get("metadata")
    if not isinstance(meta, dict):
        raise CallError("returned invalid metadata: missing metadata in converted object")
    for key in ("name", "namespace", "uid"):
        before, after = obj["metadata"].get(key, ""), meta.get(key, "")
        if before != after:
            noun = {"uid": "UID"}.get(key, key)
            raise CallError(f"returned invalid object: must have the same {noun}: {before} != {after}")
    kept = {key: value for key, value in obj["metadata"].items() if key not in {"labels", "annotations"}}
    kept |= {key: meta[key] for key in ("labels", "annotations") if meta.get(key)}
    return {**found, "metadata": kept}
