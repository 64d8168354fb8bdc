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


def resolve_variables(resources: list[Resource], variables: list[dict[str, Any]]) -> None:
    """Put values in place of variables; KustomizeError for a variable whose object or field is missing."""
    if not variables:
        return
    values = {str(each.get("name") or ""): _value(each, resources) for each in variables}
    for resource in resources:
        change_fields(resource, VARIABLES, lambda value: _expanded(value, values))


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
    if not found:
        raise KustomizeError(f"var '{variable.get('name')}' cannot be mapped to a field in the set of known resources")
    parts = split_path(_INDEX.sub(r".\1", path))
    for value, _ in places(found[0].object, parts):
        return value
    raise KustomizeError(
        f"field specified in var '{variable.get('name')}' not found in corresponding resource: no field at {path}"
    )


def _expanded(value: Any, values: Values) -> Any:
    if isinstance(value, dict):
        return {key: _expanded(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_expanded(item, values) for item in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole and whole[2] in values:
        return values[whole[2]]
    return _REFERENCE.sub(lambda match: _word(match, values), value)


def _word(match: re.Match[str], values: Values) -> str:
    if match[1] == "$":
        return "$"
    return str(values[match[2]]) if match[2] in values else match[0]
