"""`kubectl apply --overwrite=false`: what somebody else has changed since the last apply is not changed back.

Follows kubernetes apimachinery/pkg/util/strategicpatch/patch.go: MergingMapsHaveConflicts.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.formats import yaml_text
from app.kubectl.local_patch import schema_of
from app.kubectl.resources import Info
from app.sim.strategic_diff import DiffOptions, strategic_diff
from app.sim.strategic_order import PatchError

Object = dict[str, Any]


def refuse_conflicts(info: Info, patch: Object, original: Object, current: Object) -> None:
    """PatchError when the patch would change what was changed on the server after the last apply."""
    schema = schema_of(info.mapping.group, info.mapping.version, info.mapping.kind)
    if schema is None:
        return
    changed = strategic_diff(original, current, schema, DiffOptions())
    if _conflict(patch, changed):
        raise PatchError(
            f"patch:\n{yaml_text(patch)}\nconflicts with changes made from original to current:\n{yaml_text(changed)}\n"
        )


def _conflict(patch: Any, changed: Any) -> bool:
    """Whether both say something about the same field, and not the same."""
    if isinstance(patch, dict) and isinstance(changed, dict):
        return any(_conflict(patch[key], changed[key]) for key in patch if key in changed)
    return bool(patch != changed)
