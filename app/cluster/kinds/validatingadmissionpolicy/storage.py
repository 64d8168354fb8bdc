"""A policy whose expressions have been looked at says so, and what the types of its resources say against them.

Follows kubernetes pkg/controller/validatingadmissionpolicystatus/controller.go and
apiserver/pkg/admission/plugin/policy/validating/typechecking.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cluster.api import schemas
from app.cluster.api.call import Call
from app.cluster.api.objects import Object
from app.cluster.cel import DYN, Type
from app.cluster.cel.admission import Composer, variables_for
from app.cluster.cel.schema_types import type_of
from app.cluster.cel.values import CelError

if TYPE_CHECKING:
    from app.cluster.api.api import Api

MAX_TYPES = 10


def begin_create(api: Api, policy: Object, call: Call) -> None:
    """The controller is quick."""
    _look(api, policy)


def begin_update(api: Api, policy: Object, old: Object, call: Call) -> None:
    """Once more for every generation."""
    if not call.subresource:
        _look(api, policy)


def _look(api: Api, policy: Object) -> None:
    generation = policy["metadata"].get("generation", 1)
    warnings = list(_warnings(api, policy["spec"]))
    checking = {"expressionWarnings": warnings} if warnings else {}
    policy["status"] = {**(policy.get("status") or {}), "observedGeneration": generation, "typeChecking": checking}


def _warnings(api: Api, spec: Object) -> Iterator[Object]:
    types = list(_types(api, spec))
    params = bool(spec.get("paramKind"))
    composers = [
        (name, Composer(spec.get("variables") or [], variables_for(params=params, of=found))) for name, found in types
    ]
    for index, validation in enumerate(spec.get("validations") or ()):
        for key in ("expression", "messageExpression"):
            if not validation.get(key):
                continue
            problems = [text for name, composer in composers if (text := _problem(composer, name, validation[key]))]
            if problems:
                yield {"fieldRef": f"spec.validations[{index}].{key}", "warning": "\n".join(problems)}


def _problem(composer: Composer, name: str, expression: str) -> str:
    try:
        composer.compile(expression)
    except CelError as problem:
        return f"{name}: {problem}"
    return ""


def _types(api: Api, spec: Object) -> Iterator[tuple[str, Type]]:
    """(`apps/v1, Kind=Deployment`, type) of what the rules name; wildcards name nothing."""
    found: dict[str, Type] = {}
    for rule in (spec.get("matchConstraints") or {}).get("resourceRules") or ():
        for group in rule.get("apiGroups") or ():
            for version in rule.get("apiVersions") or ():
                for plural in rule.get("resources") or ():
                    resource = api.resources.find(group, version, plural)
                    if resource is None:
                        continue
                    node = resource.schema or schemas.for_kind(resource.gvk) or {}
                    made = type_of(node, "Object", root=resource.schema is not None, resolve=schemas.resolve)
                    found[f"{resource.api_version}, Kind={resource.kind.kind}"] = made or DYN
    for name in sorted(found)[:MAX_TYPES]:
        yield name, found[name]
