"""`--overrides` of `run` and `expose`: a made-up object with a patch laid over it.

Follows kubernetes kubectl/pkg/cmd/util/override_options.go.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.creation import mapping_for
from app.kubectl.errors import KubectlError
from app.kubectl.json_patch import apply_merge_patch
from app.kubectl.local_patch import apply_locally
from app.kubectl.manifests import ManifestError, load
from app.sim.go_strings import quote

Object = dict[str, Any]
NO_VERSION = (
    "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type "
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
)


def overridden(call: Call, obj: Object) -> Object:
    """The object with the patch of `--overrides` laid over it; KubectlError when that is no such object any more."""
    text = call.flags.text("overrides")
    if not text:
        return obj
    kind = call.flags.text("override-type")
    if kind not in ("merge", "strategic", "json"):
        raise KubectlError(f"invalid override type: {kind}")
    try:
        change = load(text.encode())
    except ManifestError:
        change = None
    if not isinstance(change, dict | list):
        raise KubectlError(_unreadable(kind, text))
    result = apply_merge_patch(obj, change) if kind == "merge" else apply_locally(
        kind, obj, orjson.dumps(change), mapping_for(obj)
    )  # fmt: skip
    if not isinstance(result, dict):
        raise KubectlError(NO_VERSION)
    _same_kind(obj, result)
    return result


def _unreadable(kind: str, text: str) -> str:
    return {"merge": "Invalid JSON Patch", "strategic": "invalid JSON document"}.get(
        kind, f"invalid character {quote(text[:1], chr(39))} looking for beginning of value"
    )


def _same_kind(obj: Object, result: Object) -> None:
    """The result is read as the Go struct that its kind names."""
    for key in ("apiVersion", "kind"):
        if not result.get(key):
            raise KubectlError(f"Object '{key}' is missing in '{orjson.dumps(_shown(result)).decode()}'")
    kind, version = result["kind"], result["apiVersion"]
    if (kind, version) != (obj["kind"], obj["apiVersion"]):
        raise KubectlError(f'no kind {quote(str(kind))} is registered for version {quote(str(version))} in scheme "pkg/scheme/scheme.go:28"')  # fmt: skip # noqa: E501
    for key, value in obj.items():
        if isinstance(value, dict) and not isinstance(result.get(key), dict | None):
            raise KubectlError(f"json: cannot unmarshal {_json_type(result[key])} into Go struct field {kind}.{key} of type {_struct(obj, key)}")  # fmt: skip # noqa: E501


def _shown(result: Object) -> Object:
    """In the order of a JSON merge patch's output: the patched keys of the top are sorted."""
    return dict(sorted(result.items()))


def _json_type(value: Any) -> str:
    return {str: "string", bool: "bool", list: "array"}.get(type(value), "number")


def _struct(obj: Object, key: str) -> str:
    if key == "metadata":
        return "v1.ObjectMeta"
    return f"{obj['apiVersion'].rpartition('/')[2]}.{obj['kind']}{key.title()}"
