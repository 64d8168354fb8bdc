"""Mutating admission policies: changes that learners write in CEL.

Follows kubernetes apiserver/pkg/admission/plugin/policy/mutating/{dispatcher.go,patch}. Known difference: policies run
once, in the order of their names; reinvocationPolicy IfNeeded does not bring another round.
"""

from __future__ import annotations

import json
from typing import Any

from app.cluster.api import patch as patches
from app.cluster.api import schemas, strategy
from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.admission.expressions import Expressions, Failure
from app.cluster.api.admission.invocations import GROUP, Invocation, invocations
from app.cluster.api.decode import decode_object
from app.cluster.api.errors import ApiError, error
from app.cluster.api.objects import Object, clone, name_of
from app.cluster.cel.values import CelError, plain

POLICIES, BINDINGS = (GROUP, "mutatingadmissionpolicies"), (GROUP, "mutatingadmissionpolicybindings")
_JSON_PATCH = "application/json-patch+json"


def admit(attributes: Attributes) -> None:
    """Change the object; ApiError when a policy that must not fail does."""
    problems: list[str] = []
    for invocation in invocations(attributes, POLICIES, BINDINGS):
        try:
            if invocation.problem:
                raise Failure(invocation.problem)
            _mutate(attributes, invocation)
        except Failure as problem:
            if invocation.strict:
                who = f"policy '{name_of(invocation.policy)}' with binding '{name_of(invocation.binding)}'"
                problems.append(f"{who} denied request: {problem}")
    if problems:
        details = attributes.forbid("").status.get("details", {})
        causes = [{"message": text} for text in problems]
        raise error("Invalid", problems[0], code=403, details={**details, "causes": causes})


def _mutate(attributes: Attributes, invocation: Invocation) -> None:
    spec = invocation.policy["spec"]
    expressions = Expressions(attributes, invocation.policy, spec, invocation.params)
    if attributes.obj is None or not expressions.all_true(spec.get("matchConditions") or ()):
        return
    for mutation in spec.get("mutations") or ():
        kind = mutation["patchType"]
        source = (mutation.get("applyConfiguration" if kind == "ApplyConfiguration" else "jsonPatch") or {})[
            "expression"
        ]
        value = expressions.value(source)
        try:
            found = plain(value)
        except CelError as problem:
            raise Failure(str(problem)) from None
        patched = _applied(attributes, found) if kind == "ApplyConfiguration" else _patched(attributes, found)
        _take(attributes, patched)
        expressions = Expressions(attributes, invocation.policy, spec, invocation.params)


def _take(attributes: Attributes, patched: Object) -> None:
    """Read the new object as if it had been sent, with its defaults."""
    resource = attributes.resource
    patched = {**patched, "apiVersion": resource.kind.api_version, "kind": resource.kind.kind}
    found = decode_object(patched, resource.kind.gvk, schema=resource.schema, validation="Ignore").object
    found["metadata"] = {**found["metadata"]}
    for name in ("uid", "resourceVersion"):
        if attributes.new["metadata"].get(name) is not None:
            found["metadata"][name] = attributes.new["metadata"][name]
    strategy.defaults(resource, found)
    attributes.obj = found


def _patched(attributes: Attributes, operations: Any) -> Object:
    if not isinstance(operations, list):
        raise Failure(f"type conversion error: got {type(operations).__name__}")
    body = json.dumps(operations).encode()
    resource = attributes.resource
    try:
        decoded = patches.apply_patch(
            _JSON_PATCH, clone(attributes.new), body, resource.kind.gvk, resource.schema, validation="Ignore"
        )
    except ApiError as problem:
        raise Failure(f"JSON Patch: {problem}") from None
    return decoded.object


def _applied(attributes: Attributes, wanted: Any) -> Object:
    node = attributes.resource.schema or schemas.for_kind(attributes.resource.kind.gvk)
    atomics = list(_atomics(wanted, node, ""))
    if atomics:
        text = f"invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {', '.join(atomics)}"
        raise Failure(f"error applying patch: {text}")
    found: Object = _merged(clone(attributes.new), wanted, node)
    return found


def _atomics(value: Any, node: schemas.Node | None, path: str) -> list[str]:
    if isinstance(value, dict):
        found = [path] if schemas.map_type(node) == "atomic" else []
        for key, item in value.items():
            found += _atomics(item, schemas.field(node, key), f"{path}.{key}")
        return found
    if isinstance(value, list) and node is not None:
        return [path] if schemas.list_type(node) == "atomic" else []
    return []


def _merged(current: Any, wanted: Any, node: schemas.Node | None) -> Any:
    """A value laid over another: maps by key, lists by their items' keys."""
    if isinstance(current, dict) and isinstance(wanted, dict):
        found = dict(current)
        for key, item in wanted.items():
            found[key] = _merged(current.get(key), item, schemas.field(node, key))
        return found
    if not isinstance(current, list) or not isinstance(wanted, list):
        return wanted
    keys, below = schemas.list_map_keys(node), schemas.items(node)
    if not keys:
        return [*current, *(item for item in wanted if item not in current)]
    result = list(current)
    for item in wanted:
        at = next((index for index, one in enumerate(result) if _same(one, item, keys, below)), None)
        if at is None:
            result.append(item)
        else:
            result[at] = _merged(result[at], item, below)
    return result


def _same(one: Object, two: Object, keys: tuple[str, ...], node: schemas.Node | None) -> bool:
    def identity(item: Object) -> list[Any]:
        return [item.get(key, (schemas.resolve(schemas.field(node, key) or {})).get("default")) for key in keys]

    return identity(one) == identity(two)


PLUGIN = Plugin(
    "MutatingAdmissionPolicy",
    admit=admit,
    subresources=None,
)
