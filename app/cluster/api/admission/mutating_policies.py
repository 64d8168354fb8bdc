"""Mutating admission policies: changes that learners write in CEL.

Follows kubernetes apiserver/pkg/admission/plugin/policy/mutating/{dispatcher.go,patch}. Policies
run in the order of their names, and again in the second round when reinvocationPolicy is IfNeeded.
"""

from __future__ import annotations

import json
from typing import Any

from app.cluster.api import patch as patches
from app.cluster.api import schemas, strategy
from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.admission.expressions import Expressions, Failure
from app.cluster.api.admission.invocations import GROUP, Invocation, invocations
from app.cluster.api.admission.reinvocation import Asked
from app.cluster.api.decode import decode_object
from app.cluster.api.errors import ApiError, error
from app.cluster.api.objects import Object, clone, name_of, namespace_of
from app.cluster.cel.values import CelError, plain

POLICIES, BINDINGS = (GROUP, "mutatingadmissionpolicies"), (GROUP, "mutatingadmissionpolicybindings")
_JSON_PATCH = "application/json-patch+json"


def admit(attributes: Attributes) -> None:
    """Change the object; ApiError when a policy that must not fail does."""
    if not attributes.api.store.size(BINDINGS):
        return
    problems: list[str] = []
    asked = attributes.rounds.begin(PLUGIN.name, attributes.obj)
    for invocation in invocations(attributes, POLICIES, BINDINGS):
        who = f"policy '{name_of(invocation.policy)}' with binding '{name_of(invocation.binding)}'"
        found = [invocation.problem] if invocation.problem else _ask(attributes, invocation, asked)
        if invocation.strict:
            problems += [f"{who} denied request: {problem}" for problem in found]
    attributes.rounds.end(asked, attributes.obj)
    if problems:
        details = attributes.forbid("").status.get("details", {})
        causes = [{"message": text} for text in problems]
        raise error("Invalid", problems[0], code=403, details={**details, "causes": causes})


def _ask(attributes: Attributes, invocation: Invocation, asked: Asked) -> list[str]:
    """Let a policy change the object, unless this round passes it by; what went wrong."""
    spec = invocation.policy["spec"]
    expressions = Expressions(attributes, invocation.policy, spec, invocation.params)
    try:
        if attributes.obj is None or not expressions.all_true(spec.get("matchConditions") or ()):
            return []
    except Failure as problem:
        return [str(problem)]
    params = invocation.params and (namespace_of(invocation.params), name_of(invocation.params))
    who = (name_of(invocation.policy), name_of(invocation.binding), params)
    if attributes.rounds.skips(asked, who):
        return []
    before, problems = attributes.obj, []
    for mutation in spec.get("mutations") or ():
        try:
            _mutate(attributes, invocation, mutation)
        except Failure as problem:
            problems.append(str(problem))
    attributes.rounds.record(asked, who, changed=attributes.obj != before, policy=spec.get("reinvocationPolicy"))
    return problems


def _mutate(attributes: Attributes, invocation: Invocation, mutation: Object) -> None:
    expressions = Expressions(attributes, invocation.policy, invocation.policy["spec"], invocation.params)
    kind = mutation["patchType"]
    source = (mutation.get("applyConfiguration" if kind == "ApplyConfiguration" else "jsonPatch") or {})["expression"]
    value = expressions.value(source)
    try:
        found = plain(value)
    except CelError as problem:
        raise Failure(str(problem)) from None
    patched = _applied(attributes, found) if kind == "ApplyConfiguration" else _patched(attributes, found)
    _take(attributes, patched)


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
