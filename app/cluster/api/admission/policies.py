"""Validating admission policies: rules that learners write in CEL.

Follows kubernetes apiserver/pkg/admission/plugin/policy/validating/{dispatcher,validator}.go and policy/matching.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.cel import CelError, evaluate
from app.cluster.api.errors import ApiError, error
from app.cluster.api.label_selectors import LabelSelector
from app.cluster.api.objects import Object, labels_of, name_of

GROUP = "admissionregistration.k8s.io"
POLICIES, BINDINGS = (GROUP, "validatingadmissionpolicies"), (GROUP, "validatingadmissionpolicybindings")
NAMESPACES = ("", "namespaces")
_CODES = {"Invalid": 422, "Forbidden": 403, "Unauthorized": 401, "RequestEntityTooLarge": 413}


def validate(attributes: Attributes) -> None:
    """ApiError for the first rule that denies; warnings for those that only warn."""
    store = attributes.api.store
    if not store.size(BINDINGS) or attributes.key[0] == GROUP:
        return
    for binding in store.list(BINDINGS):
        policy = store.get(POLICIES, "", binding["spec"].get("policyName", ""))
        if policy is None or not _concerned(attributes, policy, binding):
            continue
        for params in _params(attributes, policy, binding):
            _judge(attributes, policy, binding, params)


def _concerned(attributes: Attributes, policy: Object, binding: Object) -> bool:
    constraints = policy["spec"].get("matchConstraints") or {}
    if not matches(attributes, constraints, required=True):
        return False
    return matches(attributes, binding["spec"].get("matchResources") or {}, required=False)


def matches(attributes: Attributes, match: dict[str, Any], *, required: bool) -> bool:
    """Whether a policy, binding or webhook looks at a write; rules that are required match nothing when left out."""
    if any(_rule_matches(attributes, rule) for rule in match.get("excludeResourceRules") or ()):
        return False
    rules = match.get("resourceRules")
    if (rules or required) and not any(_rule_matches(attributes, rule) for rule in rules or ()):
        return False
    selector = match.get("namespaceSelector")
    if selector and attributes.namespace:
        namespace = attributes.api.store.get(NAMESPACES, "", attributes.namespace)
        if namespace is None or not LabelSelector.of(selector).matches(labels_of(namespace)):
            return False
    selector = match.get("objectSelector")
    if not selector:
        return True
    wanted = LabelSelector.of(selector)
    return any(wanted.matches(labels_of(item)) for item in (attributes.obj, attributes.old) if item is not None)


def _any(listed: list[str] | None, value: str) -> bool:
    return bool(listed) and any(item in {"*", value} for item in listed or ())


def _rule_matches(attributes: Attributes, rule: dict[str, Any]) -> bool:
    group, plural = attributes.key
    name = f"{plural}/{attributes.subresource}" if attributes.subresource else plural
    wildcards = {"*/*", f"{plural}/*", "*" if not attributes.subresource else f"*/{attributes.subresource}"}
    if not _any(rule.get("apiGroups"), group) or not _any(rule.get("operations"), attributes.operation):
        return False
    if not set(rule.get("resources") or ()) & {name, *wildcards}:
        return False
    names = rule.get("resourceNames")
    if names and attributes.name not in names:
        return False
    scope: str = rule.get("scope", "*")
    return scope == "*" or (scope == "Namespaced") is attributes.resource.kind.namespaced


def _params(attributes: Attributes, policy: Object, binding: Object) -> Iterator[Object | None]:
    """The parameter objects of a binding; one None when the policy takes none."""
    kind, reference = policy["spec"].get("paramKind"), binding["spec"].get("paramRef")
    if not kind or not reference:
        yield None
        return
    group = kind["apiVersion"].rpartition("/")[0]
    resource = attributes.api.resources.of_kind(group, kind["kind"])
    found: list[Object] = []
    if resource is not None and reference.get("name"):
        space = (reference.get("namespace") or attributes.namespace) if resource.kind.namespaced else ""
        one = attributes.api.store.get(resource.key, space, reference["name"])
        found = [one] if one is not None else []
    elif resource is not None:
        selector = LabelSelector.of(reference.get("selector"))
        listed = attributes.api.store.list(resource.key, reference.get("namespace") or None)
        found = [item for item in listed if selector.matches(labels_of(item))]
    if not found and reference.get("parameterNotFoundAction") == "Deny":
        text = "no params found for policy binding with `Deny` parameterNotFoundAction"
        raise _denied(attributes, policy, binding, text=text, reason="Invalid")
    yield from found


def _judge(attributes: Attributes, policy: Object, binding: Object, params: Object | None) -> None:
    spec = policy["spec"]
    variables = variables_of(attributes, params)
    fails = spec.get("failurePolicy", "Fail") == "Fail"
    for condition in spec.get("matchConditions") or ():
        try:
            if evaluate(condition["expression"], variables) is not True:
                return
        except CelError:
            if not fails:
                return
    for item in spec.get("variables") or ():
        try:
            variables["variables"][item["name"]] = evaluate(item["expression"], variables)
        except CelError:
            continue  # the rules that use it fail with words of their own
    for rule in spec.get("validations") or ():
        text = _verdict(rule, variables, fails=fails)
        if text:
            _act(attributes, policy, binding, text=text, reason=rule.get("reason", "Invalid"))


def _verdict(rule: dict[str, Any], variables: dict[str, Any], *, fails: bool) -> str:
    """Why a rule is not met; empty when it is."""
    expression = rule["expression"].strip()
    try:
        if evaluate(rule["expression"], variables) is True:
            return ""
    except CelError as problem:
        return f"expression '{rule['expression']}' resulted in error: {problem}" if fails else ""
    if rule.get("messageExpression"):
        try:
            found = evaluate(rule["messageExpression"], variables)
            if isinstance(found, str) and found.strip() and "\n" not in found:
                return found.strip()
        except CelError:
            pass  # the plain message stands in
    return (rule.get("message") or "").strip() or f"failed expression: {expression}"


def variables_of(attributes: Attributes, params: Object | None) -> dict[str, Any]:
    """What expressions see of a write."""
    resource, user = attributes.resource, attributes.user
    gvk = {"group": resource.kind.group, "version": resource.kind.versions[0], "kind": resource.kind.kind}
    gvr = {"group": resource.kind.group, "version": resource.kind.versions[0], "resource": resource.plural}
    namespace = attributes.api.store.get(NAMESPACES, "", attributes.namespace) if attributes.namespace else None
    info = {"username": user.name, "uid": user.uid, "groups": list(user.groups), "extra": user.extra}
    request = {
        "kind": gvk,
        "resource": gvr,
        "subResource": attributes.subresource,
        "name": attributes.name,
        "namespace": attributes.namespace,
        "operation": attributes.operation,
        "userInfo": info,
        "dryRun": attributes.call.dry_run,
    }
    return {
        "object": attributes.obj,
        "oldObject": attributes.old,
        "request": request,
        "params": params,
        "namespaceObject": namespace,
        "variables": {},
    }


def _act(attributes: Attributes, policy: Object, binding: Object, *, text: str, reason: str) -> None:
    actions = binding["spec"].get("validationActions") or ()
    if "Warn" in actions:
        who = f"ValidatingAdmissionPolicy '{name_of(policy)}' with binding '{name_of(binding)}'"
        attributes.call.warn(f"Validation failed for {who}: {text}")
    if "Deny" in actions:
        raise _denied(attributes, policy, binding, text=text, reason=reason)


def _denied(attributes: Attributes, policy: Object, binding: Object, *, text: str, reason: str) -> ApiError:
    who = f"ValidatingAdmissionPolicy '{name_of(policy)}' with binding '{name_of(binding)}'"
    message = f"{who} denied request: {text}"
    refusal = attributes.forbid(message)
    details = {**refusal.status.get("details", {}), "causes": [{"message": message}]}
    return error(reason, refusal.status["message"], code=_CODES.get(reason, 422), details=details)


PLUGIN = Plugin(
    "ValidatingAdmissionPolicy",
    validate=validate,
    operations=frozenset({"CREATE", "UPDATE", "DELETE", "CONNECT"}),
    subresources=frozenset({"", "status", "scale", "ephemeralcontainers", "resize", "approval", "finalize"}),
)
