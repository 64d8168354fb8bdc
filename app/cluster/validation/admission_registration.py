"""Webhook configurations, admission policies and their bindings.

Follows kubernetes pkg/apis/admissionregistration/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.cel import BOOL, CelError, Type
from app.cluster.cel.admission import MUTATION_TYPES, Composer, variables_for
from app.cluster.cel.types import NULL, STRING, list_of
from app.cluster.validation.client_configs import check_client
from app.cluster.validation.field_errors import (
    Errors,
    FieldError,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from app.cluster.validation.rules import label_selector, one_of, wrong
from app.sim.names import is_c_identifier, is_label_key, is_subdomain

Object = dict[str, Any]
_GROUP = "admissionregistration.k8s.io"
_REASONS = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"]
_OPERATIONS = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
_SCOPES = ["*", "Cluster", "Namespaced"]
_POLICIES = ["Fail", "Ignore"]
_EQUIVALENCE = ["Equivalent", "Exact"]
_TWICE = (
    "must not contain both Deny and Warn (repeating the same validation failure information in the API response and "
    "headers serves no purpose)"
)
MAX_ANNOTATIONS = 20
MAX_CONDITIONS = 64


def _webhooks(configuration: Object) -> Errors:
    errors: Errors = []
    seen: set[str] = set()
    for index, webhook in enumerate(configuration.get("webhooks") or ()):
        path, name = f"webhooks[{index}]", webhook.get("name") or ""
        errors += _webhook(webhook, path)
        if name in seen:
            errors.append(duplicate(f"{path}.name", name))
        seen.add(name)
    return errors


def _webhook(webhook: Object, path: str) -> Iterator[FieldError]:
    name = webhook.get("name") or ""
    if not name:
        yield required(f"{path}.name")
    else:
        yield from wrong(f"{path}.name", name, is_subdomain(name))
        if name.count(".") < 2:
            yield invalid(f"{path}.name", name, "should be a domain with at least three segments separated by dots")
    yield from _review_versions(webhook.get("admissionReviewVersions") or [], f"{path}.admissionReviewVersions")
    for at, rule in enumerate(webhook.get("rules") or ()):
        yield from _rule(rule, f"{path}.rules[{at}]")
    yield from _choice(f"{path}.failurePolicy", webhook.get("failurePolicy"), _POLICIES)
    yield from _choice(f"{path}.matchPolicy", webhook.get("matchPolicy"), _EQUIVALENCE)
    effects = webhook.get("sideEffects")
    if effects is None:
        yield required(f"{path}.sideEffects", "must specify one of None, NoneOnDryRun")
    else:
        yield from _choice(f"{path}.sideEffects", effects, ["None", "NoneOnDryRun"])
    seconds = webhook.get("timeoutSeconds")
    if seconds is not None and not 1 <= seconds <= 30:
        yield invalid(f"{path}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds")
    for key in ("namespaceSelector", "objectSelector"):
        yield from label_selector(f"{path}.{key}", webhook.get(key))
    yield from check_client(f"{path}.clientConfig", webhook.get("clientConfig") or {})
    yield from _choice(f"{path}.reinvocationPolicy", webhook.get("reinvocationPolicy"), ["IfNeeded", "Never"])
    composer = Composer([], variables_for(params=False))
    yield from _conditions(webhook.get("matchConditions") or [], f"{path}.matchConditions", composer)


def _review_versions(versions: list[str], path: str) -> Iterator[FieldError]:
    if not versions:
        yield required(path, "must specify one of v1, v1beta1")
    elif not {"v1", "v1beta1"} & set(versions):
        yield invalid(path, versions, "must include at least one of v1, v1beta1")


def _choice(path: str, value: str | None, allowed: list[str]) -> Errors:
    return [] if value is None or value in allowed else [not_supported(path, value, allowed)]


def _rule(rule: Object, path: str) -> Iterator[FieldError]:
    for key, noun in (("apiGroups", "API groups"), ("apiVersions", "API versions")):
        listed = rule.get(key) or []
        if not listed:
            yield required(f"{path}.{key}")
        if len(listed) > 1 and "*" in listed:
            yield invalid(f"{path}.{key}", listed, f"if '*' is present, must not specify other {noun}")
    for index, version in enumerate(rule.get("apiVersions") or ()):
        if not version:
            yield required(f"{path}.apiVersions[{index}]")
    yield from _resources(rule.get("resources") or [], f"{path}.resources")
    operations = rule.get("operations") or []
    if not operations:
        yield required(f"{path}.operations")
    if len(operations) > 1 and "*" in operations:
        yield invalid(f"{path}.operations", operations, "if '*' is present, must not specify other operations")
    for index, operation in enumerate(operations):
        if operation not in _OPERATIONS:
            yield not_supported(f"{path}.operations[{index}]", operation, _OPERATIONS)
    yield from _choice(f"{path}.scope", rule.get("scope"), _SCOPES)


def _resources(resources: list[str], path: str) -> Iterator[FieldError]:
    if not resources:
        yield required(path)
    if len(resources) > 1 and "*/*" in resources:
        yield invalid(path, resources, "if '*/*' is present, must not specify other resources")
    for index, resource in enumerate(resources):
        if not resource:
            yield required(f"{path}[{index}]")


def _match_resources(match: Object | None, path: str, *, rules: bool) -> Iterator[FieldError]:
    if match is None:
        if rules:
            yield required(path)
        return
    yield from _choice(f"{path}.matchPolicy", match.get("matchPolicy"), _EQUIVALENCE)
    for key in ("namespaceSelector", "objectSelector"):
        yield from label_selector(f"{path}.{key}", match.get(key))
    if rules and not match.get("resourceRules"):
        yield required(f"{path}.resourceRules")
    for key in ("resourceRules", "excludeResourceRules"):
        for index, rule in enumerate(match.get(key) or ()):
            yield from _rule(rule, f"{path}.{key}[{index}]")


def _conditions(conditions: list[Object], path: str, composer: Composer) -> Iterator[FieldError]:
    if len(conditions) > MAX_CONDITIONS:
        yield FieldError("FieldValueTooMany", path, len(conditions), f"must have at most {MAX_CONDITIONS} items")
    seen: set[str] = set()
    for index, condition in enumerate(conditions):
        at, name = f"{path}[{index}]", condition.get("name") or ""
        if not (condition.get("expression") or "").strip():
            yield required(f"{at}.expression")
        else:
            yield from _compiled(composer, condition["expression"], f"{at}.expression", BOOL)
        if not name:
            yield required(f"{at}.name")
        else:
            yield from wrong(f"{at}.name", name, is_label_key(name))
        if name and name in seen:
            yield duplicate(f"{at}.name", name)
        seen.add(name)


def _compiled(composer: Composer, expression: str, path: str, *wanted: Type) -> Iterator[FieldError]:
    try:
        program = composer.compile(expression)
    except CelError as problem:
        yield invalid(path, expression, f"compilation failed: {problem}")
        return
    if program.result not in wanted:
        names = " ".join(item.name for item in wanted)
        yield invalid(path, expression, f"must evaluate to {wanted[0] if len(wanted) == 1 else f'one of [{names}]'}")


def _composer(spec: Object, path: str) -> tuple[Composer, Errors]:
    """The compiler of a policy's expressions, and what is wrong with its variables."""
    params = spec.get("paramKind") is not None
    composer, errors = Composer([], variables_for(params=params), MUTATION_TYPES), Errors()
    seen: set[str] = set()
    for index, variable in enumerate(spec.get("variables") or ()):
        at, name, source = f"{path}.variables[{index}]", variable.get("name") or "", variable.get("expression") or ""
        if not name.strip():
            errors.append(required(f"{at}.name", "name is not specified"))
        elif is_c_identifier(name):
            errors.append(invalid(f"{at}.name", name, "name is not a valid CEL identifier"))
        elif name in seen:
            errors.append(duplicate(f"{at}.name", name))
        seen.add(name)
        if not source.strip():
            errors.append(required(f"{at}.expression", "expression is not specified"))
            continue
        try:
            composer.declare(name, source)
        except CelError as problem:
            errors.append(invalid(f"{at}.expression", source, f"compilation failed: {problem}"))
    return composer, errors


def _param_kind(kind: Object | None, path: str) -> Iterator[FieldError]:
    for key in ("apiVersion", "kind"):
        if kind is not None and not kind.get(key):
            yield required(f"{path}.{key}")


def _policy(policy: Object) -> Errors:
    spec = policy.get("spec") or {}
    errors: Errors = list(_choice("spec.failurePolicy", spec.get("failurePolicy"), _POLICIES))
    errors += _param_kind(spec.get("paramKind"), "spec.paramKind")
    errors += _match_resources(spec.get("matchConstraints"), "spec.matchConstraints", rules=True)
    composer, problems = _composer(spec, "spec")
    errors += problems
    errors += _conditions(spec.get("matchConditions") or [], "spec.matchConditions", composer)
    if not spec.get("validations") and not spec.get("auditAnnotations"):
        text = "validations or auditAnnotations must contain at least one item"
        errors += [required("spec.validations", text), required("spec.auditAnnotations", text)]
    for index, validation in enumerate(spec.get("validations") or ()):
        errors += _validation(validation, f"spec.validations[{index}]", composer)
    notes = spec.get("auditAnnotations") or []
    if len(notes) > MAX_ANNOTATIONS:
        text = f"must not have more than {MAX_ANNOTATIONS} auditAnnotations"
        errors.append(invalid("spec.auditAnnotations", notes, text))
    for index, note in enumerate(notes):
        errors += _annotation(note, f"spec.auditAnnotations[{index}]", composer)
    return errors


def _lines(text: str) -> bool:
    return "\n" in text or "\r" in text


def _validation(validation: Object, path: str, composer: Composer) -> Iterator[FieldError]:
    source, message = validation.get("expression") or "", validation.get("message") or ""
    expression = validation.get("messageExpression") or ""
    if not source.strip():
        yield required(f"{path}.expression", "expression is not specified")
    else:
        yield from _compiled(composer, source, f"{path}.expression", BOOL)
    if expression and not expression.strip():
        yield invalid(f"{path}.messageExpression", expression, "must be non-empty if specified")
    elif expression:
        yield from _compiled(composer, expression, f"{path}.messageExpression", STRING)
    if message and not message.strip():
        yield invalid(f"{path}.message", message, "message must be non-empty if specified")
    elif _lines(message.strip()):
        yield invalid(f"{path}.message", message, "message must not contain line breaks")
    elif _lines(source.strip()) and not message.strip():
        yield required(f"{path}.message", "message must be specified if expression contains line breaks")
    yield from _choice(f"{path}.reason", validation.get("reason"), _REASONS)


def _annotation(note: Object, path: str, composer: Composer) -> Iterator[FieldError]:
    key, source = note.get("key") or "", note.get("valueExpression") or ""
    if not key:
        yield required(f"{path}.key", "key is not specified")
    else:
        yield from wrong(f"{path}.key", key, is_label_key(key))
    if not source.strip():
        yield required(f"{path}.valueExpression", "valueExpression is not specified")
    else:
        yield from _compiled(composer, source, f"{path}.valueExpression", STRING, NULL)


def _mutating_policy(policy: Object) -> Errors:
    spec = policy.get("spec") or {}
    errors: Errors = list(_choice("spec.failurePolicy", spec.get("failurePolicy"), _POLICIES))
    errors += _param_kind(spec.get("paramKind"), "spec.paramKind")
    errors += _match_resources(spec.get("matchConstraints"), "spec.matchConstraints", rules=True)
    composer, problems = _composer(spec, "spec")
    errors += problems
    errors += _conditions(spec.get("matchConditions") or [], "spec.matchConditions", composer)
    if not spec.get("mutations"):
        errors.append(required("spec.mutations", "mutations must contain at least one item"))
    for index, mutation in enumerate(spec.get("mutations") or ()):
        errors += _mutation(mutation, f"spec.mutations[{index}]", composer)
    errors += one_of("spec.reinvocationPolicy", spec.get("reinvocationPolicy"), ["IfNeeded", "Never"])
    return errors


def _mutation(mutation: Object, path: str, composer: Composer) -> Iterator[FieldError]:
    kind = mutation.get("patchType") or ""
    wanted = {"ApplyConfiguration": ("applyConfiguration", Type("Object")),
              "JSONPatch": ("jsonPatch", list_of(Type("JSONPatch")))}  # fmt: skip
    if not kind:
        yield required(f"{path}.patchType")
        return
    if kind not in wanted:
        yield not_supported(f"{path}.patchType", kind, sorted(wanted))
        return
    key, of = wanted[kind]
    for other, _ in wanted.values():
        if other != key and mutation.get(other) is not None:
            yield invalid(f"{path}.{other}", mutation[other], f"must not be specified when patchType is {kind}")
    source = ((mutation.get(key) or {}).get("expression")) or ""
    if not source.strip():
        yield required(f"{path}.{key}.expression")
    else:
        yield from _compiled(composer, source, f"{path}.{key}.expression", of)


def _param_ref(reference: Object | None, path: str) -> Iterator[FieldError]:
    if reference is None:
        return
    name, selector = reference.get("name") or "", reference.get("selector")
    if name:
        yield from wrong(f"{path}.name", name, is_subdomain(name))
        if selector is not None:
            yield forbidden(f"{path}.name", "name and selector are mutually exclusive")
    if selector is not None:
        yield from label_selector(f"{path}.selector", selector)
        if name:
            yield forbidden(f"{path}.selector", "name and selector are mutually exclusive")
    if not name and selector is None:
        yield required(path, "one of name or selector must be specified")
    yield from one_of(f"{path}.parameterNotFoundAction", reference.get("parameterNotFoundAction"), ["Allow", "Deny"])


def _binding(binding: Object) -> Errors:
    spec = binding.get("spec") or {}
    name = spec.get("policyName") or ""
    errors: Errors = wrong("spec.policyName", name, is_subdomain(name)) if name else [required("spec.policyName")]
    errors += _param_ref(spec.get("paramRef"), "spec.paramRef")
    errors += _match_resources(spec.get("matchResources"), "spec.matchResources", rules=False)
    return errors


def _validating_binding(binding: Object) -> Errors:
    errors, actions = _binding(binding), (binding.get("spec") or {}).get("validationActions") or []
    path = "spec.validationActions"
    if not actions:
        errors.append(required(path, "at least one validation action is required"))
    for index, action in enumerate(actions):
        if action not in {"Audit", "Deny", "Warn"}:
            errors.append(not_supported(f"{path}[{index}]", action, ["Audit", "Deny", "Warn"]))
        if action in actions[:index]:
            errors.append(duplicate(f"{path}[{index}]", action))
    if {"Deny", "Warn"} <= set(actions):
        errors.append(invalid(path, actions, _TWICE))
    return errors


CREATE = {
    (_GROUP, "ValidatingWebhookConfiguration"): _webhooks,
    (_GROUP, "MutatingWebhookConfiguration"): _webhooks,
    (_GROUP, "ValidatingAdmissionPolicy"): _policy,
    (_GROUP, "MutatingAdmissionPolicy"): _mutating_policy,
    (_GROUP, "ValidatingAdmissionPolicyBinding"): _validating_binding,
    (_GROUP, "MutatingAdmissionPolicyBinding"): _binding,
}
