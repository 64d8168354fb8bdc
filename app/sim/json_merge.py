"""JSON merge patches (RFC 7396): applying one, and making one.

Follows github.com/evanphx/json-patch/merge.go and kubernetes apimachinery/pkg/util/jsonmergepatch/patch.go.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def json_merge(original: Any, patch: Any) -> Any:
    """The document with the patch applied; neither argument is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(original) if isinstance(original, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = json_merge(result.get(key), value)
    return result


def json_merge_diff(original: Object, modified: Object) -> Object:
    """The patch with `json_merge(original, patch) == modified`; a null in `modified` cannot be expressed."""
    patch: Object = {key: None for key in original if key not in modified}
    for key, value in modified.items():
        before = original.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            inner = json_merge_diff(before, value)
            if inner:
                patch[key] = inner
        elif key not in original or not _same(before, value):
            patch[key] = value
    return patch


def three_way_json_merge(original: Object, modified: Object, current: Object) -> Object:
    """What changes `current` into `modified`, and deletes what `original` had and `modified` has not."""
    changes = _keep(json_merge_diff(current, modified), deletions=False)
    deletions = _keep(json_merge_diff(original, modified), deletions=True)
    result: Object = _overlay(deletions, changes)
    return result


def _keep(patch: Object, *, deletions: bool) -> Object:
    # Follows jsonmergepatch/patch.go: keepOrDeleteNullInObj.
    result: Object = {}
    for key, value in patch.items():
        if value is None:
            if deletions:
                result[key] = None
        elif isinstance(value, dict):
            inner = _keep(value, deletions=deletions)
            if inner or (not deletions and not value):
                result[key] = inner
        elif not deletions:
            result[key] = value
    return result


def _overlay(first: Any, second: Any) -> Any:
    if not (isinstance(first, dict) and isinstance(second, dict)):
        return second
    result = dict(first)
    for key, value in second.items():
        result[key] = _overlay(first[key], value) if key in first else value
    return result


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_same(*pair) for pair in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return bool(left == right)
