"""The patch that `kubectl apply` sends: from what was last applied, what is wanted now, and what the server has.

Follows kubernetes apimachinery/pkg/util/strategicpatch/patch.go: CreateThreeWayMergePatch, CreateTwoWayMergePatch.
"""

from __future__ import annotations

from typing import Any

from app.sim.strategic_diff import DiffOptions, strategic_diff
from app.sim.strategic_merge import combine
from app.sim.strategic_order import PatchSchema

Object = dict[str, Any]


def three_way_merge_patch(original: Object, modified: Object, current: Object, schema: PatchSchema) -> Object:
    """Additions and changes from `current` to `modified`, deletions from `original` to `modified`.

    `{}` means that nothing is to do. Raises app.sim.strategic_order.PatchError.
    """
    delta = strategic_diff(current, modified, schema, DiffOptions(deletions=False, set_order=True))
    deletions = strategic_diff(original, modified, schema, DiffOptions(additions=False, set_order=True))
    return combine(deletions, delta, schema)


def two_way_merge_patch(original: Object, modified: Object, schema: PatchSchema) -> Object:
    """What turns `original` into `modified`, as `kubectl edit`, `set` and `label` send it."""
    return strategic_diff(original, modified, schema, DiffOptions(set_order=True))
