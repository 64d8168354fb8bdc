"""`vars`: `$(NAME)` in certain fields stands for a field of an object.

Follows sigs.k8s.io/kustomize api/internal/accumulator: resaccumulator.go, refvartransformer.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.fields import FieldSpec, change_fields
from app.kubectl.kustomize.paths import places, split_path
from app.kubectl.kustomize.resource import Id, Resource

Values = dict[str, Any]
Variable = dict[str, Any]
_INDEX = re.compile(r"\[(\d+)\]")
_REFERENCE = re.compile(r"\$(\$|\(([^()]*)\))")


def resolve_variables(resources: list[Resource], variables: list[Variable], fields: Iterable[FieldSpec]) -> list[str]:
    """Put values in place of variables; the names of those that are nowhere used.

    KustomizeError for a variable whose object or field is missing.
    """
    values = {str(each.get("name") or ""): _value(each, resources) for each in variables}
    used: set[str] = set()
    for resource in resources:
        change_fields(resource, fields, lambda value: _expanded(value, values, used))
    return [name for name in values if name not in used]


def variable_text(variable: Variable, version: str = "", group: str = "") -> str:
    """A variable as Go prints the struct."""
    kind = (variable.get("objref") or {}).get("kind") or ""
    shown = f"{kind}.{version or '[noVer]'}.{group or '[noGrp]'}"
    return f"{{{variable.get('name')} {shown} {{{_path(variable)}}}}}"


def require_clear(variables: list[Variable], resources: list[Resource]) -> None:
    """Refuse a variable that could mean several objects."""
    for variable in variables:
        group, version = _group_and_version(variable)
        meant = [each for each in resources if _is_meant(variable, each.original)]
        if len(meant) > 1:
            shown = variable_text(variable, version, group)
            raise KustomizeError(f"found {len(meant)} resId matches for var {shown} (unable to disambiguate)")


def _path(variable: Variable) -> str:
    reference = variable.get("fieldref") or {}
    return str(reference.get("fieldPath") or reference.get("fieldpath") or "")


def _group_and_version(variable: Variable) -> tuple[str, str]:
    group, _, version = str((variable.get("objref") or {}).get("apiVersion") or "").rpartition("/")
    return group, version


def _is_meant(variable: Variable, id_: Id) -> bool:
    reference = variable.get("objref") or {}
    group, version = _group_and_version(variable)
    place = str(reference.get("namespace") or "")
    named = id_.name == str(reference.get("name") or "") and (not place or id_.effective_namespace == place)
    return named and id_.is_kind(group, version, str(reference.get("kind") or ""))


def _value(variable: Variable, resources: list[Resource]) -> Any:
    path = _path(variable) or "metadata.name"
    group, version = _group_and_version(variable)
    shown = variable_text({**variable, "fieldref": {"fieldPath": path}}, version, group)
    found = [each for each in resources if any(_is_meant(variable, id_) for id_ in each.ids)]
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
