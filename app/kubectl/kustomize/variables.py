"""`vars`: `$(NAME)` in certain fields stands for a field of an object.

Follows sigs.k8s.io/kustomize api/internal/accumulator: resaccumulator.go, refvartransformer.go.
"""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.field_specs import VARIABLES
from app.kubectl.kustomize.fields import change_fields
from app.kubectl.kustomize.paths import places, split_path
from app.kubectl.kustomize.resource import Resource

Values = dict[str, Any]
_INDEX = re.compile(r"\[(\d+)\]")
_REFERENCE = re.compile(r"\$(\$|\(([^()]*)\))")


def resolve_variables(resources: list[Resource], variables: list[dict[str, Any]]) -> list[str]:
    """Put values in place of variables; the names of those that are nowhere used.

    KustomizeError for a variable whose object or field is missing.
    """
    values = {str(each.get("name") or ""): _value(each, resources) for each in variables}
    used: set[str] = set()
    for resource in resources:
        change_fields(resource, VARIABLES, lambda value: _expanded(value, values, used))
    return [name for name in values if name not in used]


def _value(variable: dict[str, Any], resources: list[Resource]) -> Any:
    ref = variable.get("objref") or {}
    group, _, version = str(ref.get("apiVersion") or "").rpartition("/")
    path = str((variable.get("fieldref") or {}).get("fieldPath") or (variable.get("fieldref") or {}).get("fieldpath")
               or "metadata.name")  # fmt: skip
    name, place = str(ref.get("name") or ""), str(ref.get("namespace") or "")
    found = [
        each for each in resources
        if any(id_.name == name and id_.is_kind(group, version, str(ref.get("kind") or ""))
               and (not place or id_.effective_namespace == place) for id_ in each.ids)
    ]  # fmt: skip
    kind = f"{ref.get('kind') or ''}.{version or '[noVer]'}.{group or '[noGrp]'}"
    shown = f"{{{variable.get('name')} {kind} {{{path}}}}}"
    if not found:
        raise KustomizeError(f"var '{shown}' cannot be mapped to a field in the set of known resources")
    parts = split_path(_INDEX.sub(r".\1", path))
    for value, _ in places(found[0].object, parts):
        return value
    raise KustomizeError(f"field specified in var '{shown}' not found in corresponding resource")


def _expanded(value: Any, values: Values, used: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _expanded(item, values, used) for key, item in value.items()}
    if isinstance(value, list):
        return [_expanded(item, values, used) for item in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole and whole[2] in values:
        used.add(whole[2])
        return values[whole[2]]
    return _REFERENCE.sub(lambda match: _word(match, values, used), value)


def _word(match: re.Match[str], values: Values, used: set[str]) -> str:
    if match[1] == "$":
        return "$"
    if match[2] not in values:
        return match[0]
    used.add(match[2])
    return str(values[match[2]])
