"""Where a pod may run: affinity, tolerations, taints, spread constraints, gates.

Follows kubernetes pkg/apis/core/validation/validation.go: validateAffinity, ValidateTolerations,
validateTopologySpreadConstraints.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import (
    Errors,
    FieldError,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from app.cluster.validation.internal_types import internal
from app.cluster.validation.rules import label_name, label_selector, one_of, wrong
from app.sim.names import is_label, is_label_value, is_subdomain

Object = dict[str, Any]
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_NO_SELECTOR = "must not be specified when labelSelector is not set"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def validate_affinity(path: str, affinity: Object | None) -> Errors:
    """Node affinity, pod affinity and anti-affinity."""
    errors: Errors = []
    node = (affinity or {}).get("nodeAffinity") or {}
    if node.get(_REQUIRED) is not None:
        errors += node_selector(f"{path}.nodeAffinity.{_REQUIRED}", node[_REQUIRED])
    for index, term in enumerate(node.get(_PREFERRED) or ()):
        place = f"{path}.nodeAffinity.{_PREFERRED}[{index}]"
        errors += _weight(place, term) + _term(f"{place}.preference", term.get("preference") or {}, values=False)
    for name in ("podAffinity", "podAntiAffinity"):
        rules = (affinity or {}).get(name) or {}
        for index, term in enumerate(rules.get(_REQUIRED) or ()):
            errors += _pod_term(f"{path}.{name}.{_REQUIRED}[{index}]", term)
        for index, weighted in enumerate(rules.get(_PREFERRED) or ()):
            place = f"{path}.{name}.{_PREFERRED}[{index}]"
            errors += _weight(place, weighted)
            errors += _pod_term(f"{place}.podAffinityTerm", weighted.get("podAffinityTerm") or {})
    return errors


def _weight(path: str, term: Object) -> Errors:
    weight = term.get("weight") or 0
    return [] if 1 <= weight <= 100 else [invalid(f"{path}.weight", weight, "must be in the range 1-100")]


def node_selector(path: str, selector: Object) -> Errors:
    """A node selector's terms; at least one."""
    terms = selector.get("nodeSelectorTerms") or []
    if not terms:
        return [required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")]
    errors: Errors = []
    for index, term in enumerate(terms):
        errors += _term(f"{path}.nodeSelectorTerms[{index}]", term, values=True)
    return errors


def _term(path: str, term: Object, *, values: bool) -> Errors:
    errors: Errors = []
    for index, requirement in enumerate(term.get("matchExpressions") or ()):
        errors += _node_requirement(f"{path}.matchExpressions[{index}]", requirement, values=values)
    for index, requirement in enumerate(term.get("matchFields") or ()):
        errors += _field_requirement(f"{path}.matchFields[{index}]", requirement)
    return errors


def _node_requirement(path: str, requirement: Object, *, values: bool) -> Errors:
    operator, given = requirement.get("operator") or "", requirement.get("values") or []
    errors: Errors = []
    if operator in {"In", "NotIn"}:
        if not given:
            errors.append(required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"))
    elif operator in {"Exists", "DoesNotExist"}:
        if given:
            text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(forbidden(f"{path}.values", text))
    elif operator in {"Gt", "Lt"}:
        if len(given) != 1:
            text = "must be specified single value when `operator` is 'Lt' or 'Gt'"
            errors.append(required(f"{path}.values", text))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += label_name(f"{path}.key", requirement.get("key") or "")
    for index, value in enumerate(given if values else ()):
        errors += wrong(f"{path}.values[{index}]", value, is_label_value(value))
    return errors


def _field_requirement(path: str, requirement: Object) -> Errors:
    errors: Errors = []
    if requirement.get("operator") not in {"In", "NotIn"}:
        text = "not a valid selector operator"
        errors.append(invalid(f"{path}.operator", requirement.get("operator") or "", text))
    elif len(requirement.get("values") or ()) != 1:
        text = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        errors.append(required(f"{path}.values", text))
    if requirement.get("key") != "metadata.name":
        return [*errors, invalid(f"{path}.key", requirement.get("key") or "", "not a valid field selector key")]
    for index, value in enumerate(requirement.get("values") or ()):
        errors += wrong(f"{path}.values[{index}]", value, is_subdomain(value))
    return errors


def _pod_term(path: str, term: Object) -> Errors:
    errors = label_selector(f"{path}.labelSelector", term.get("labelSelector"))
    errors += label_selector(f"{path}.namespaceSelector", term.get("namespaceSelector"))
    for name in term.get("namespaces") or ():
        errors += wrong(f"{path}.namespace", name, is_label(name))
    errors += _label_keys(path, term)
    key = term.get("topologyKey") or ""
    if not key:
        errors.append(required(f"{path}.topologyKey", "can not be empty"))
    return errors + label_name(f"{path}.topologyKey", key)


def _label_keys(path: str, term: Object) -> Errors:
    """Follows validateMatchLabelKeysAndMismatchLabelKeys."""
    errors: Errors = []
    for field in ("matchLabelKeys", "mismatchLabelKeys"):
        keys = term.get(field) or []
        if keys and term.get("labelSelector") is None:
            errors.append(forbidden(f"{path}.{field}", _NO_SELECTOR))
            continue
        for index, key in enumerate(keys):
            errors += label_name(f"{path}.{field}[{index}]", key)
    for index, key in enumerate(term.get("matchLabelKeys") or ()):
        if key in (term.get("mismatchLabelKeys") or ()):
            text = "exists in both matchLabelKeys and mismatchLabelKeys"
            errors.append(invalid(f"{path}.matchLabelKeys[{index}]", key, text))
    return errors


def validate_tolerations(path: str, tolerations: list[Object]) -> Errors:
    """What a pod puts up with."""
    errors: Errors = []
    for index, toleration in enumerate(tolerations):
        place = f"{path}[{index}]"
        key, operator = toleration.get("key") or "", toleration.get("operator") or ""
        value, effect = toleration.get("value") or "", toleration.get("effect") or ""
        if key:
            errors += label_name(f"{place}.key", key)
        elif operator != "Exists":
            text = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            errors.append(invalid(f"{place}.operator", operator, text))
        if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
            text = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            errors.append(invalid(f"{place}.effect", effect, text))
        errors += _toleration_value(place, operator, value)
        if effect and effect not in EFFECTS:
            errors.append(not_supported(f"{place}.effect", effect, EFFECTS))
    return errors


def _toleration_value(path: str, operator: str, value: str) -> Errors:
    if operator in {"Equal", ""}:
        problems = is_label_value(value)
        return [invalid(f"{path}.operator", value, ";".join(problems))] if problems else []
    if operator == "Exists":
        return [invalid(f"{path}.operator", value, "value must be empty when `operator` is 'Exists'")] if value else []
    return [not_supported(f"{path}.operator", operator, ["Equal", "Exists"])]


def validate_taints(path: str, taints: list[Object]) -> Errors:
    """A node's taints, unique by key and effect."""
    errors: Errors = []
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate(taints):
        place, effect = f"{path}[{index}]", taint.get("effect") or ""
        errors += label_name(f"{place}.key", taint.get("key") or "")
        problems = is_label_value(taint.get("value") or "")
        if problems:
            errors.append(invalid(f"{place}.value", taint.get("value"), ";".join(problems)))
        errors += one_of(f"{place}.effect", effect, EFFECTS)
        mark = (taint.get("key") or "", effect)
        if mark in seen:
            shown = internal(taint, "api.core.v1.Taint")
            text = "taints must be unique by key and effect pair"
            errors.append(FieldError("FieldValueDuplicate", place, shown, text))
        seen.add(mark)
    return errors


def validate_spread_constraints(path: str, constraints: list[Object]) -> Errors:
    """How pods spread over domains."""
    errors: Errors = []
    for index, constraint in enumerate(constraints):
        place = f"{path}[{index}]"
        key, action = constraint.get("topologyKey") or "", constraint.get("whenUnsatisfiable") or ""
        if (constraint.get("maxSkew") or 0) <= 0:
            errors.append(invalid(f"{place}.maxSkew", constraint.get("maxSkew") or 0, "must be greater than zero"))
        if not key:
            errors.append(required(f"{place}.topologyKey", "can not be empty"))
        if action not in {"DoNotSchedule", "ScheduleAnyway"}:
            errors.append(not_supported(f"{place}.whenUnsatisfiable", action, ["DoNotSchedule", "ScheduleAnyway"]))
        rest = ((one.get("topologyKey") or "", one.get("whenUnsatisfiable") or "") for one in constraints[index + 1 :])
        if (key, action) in rest:
            errors.append(duplicate(f"{place}.{{topologyKey, whenUnsatisfiable}}", f"{{{key}, {action}}}"))
        errors += _min_domains(f"{place}.minDomains", constraint.get("minDomains"), action)
        for policy in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            given = constraint.get(policy)
            if given is not None and given not in {"Honor", "Ignore"}:
                errors.append(not_supported(f"{place}.{policy}", given, ["Honor", "Ignore"]))
        errors += _spread_keys(f"{place}.matchLabelKeys", constraint)
        errors += label_selector(f"{place}.labelSelector", constraint.get("labelSelector"))
    return errors


def _min_domains(path: str, domains: int | None, action: str) -> Errors:
    if domains is None:
        return []
    errors = [invalid(path, domains, "must be greater than zero")] if domains <= 0 else []
    if action != "DoNotSchedule":
        text = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
        errors.append(invalid(path, domains, text))
    return errors


def _spread_keys(path: str, constraint: Object) -> Errors:
    """Follows validateMatchLabelKeysInTopologySpread."""
    keys, selector = constraint.get("matchLabelKeys") or [], constraint.get("labelSelector")
    errors: Errors = [forbidden(path, _NO_SELECTOR)] if keys and selector is None else []
    given = [*((selector or {}).get("matchLabels") or ())]
    given += [one.get("key") for one in (selector or {}).get("matchExpressions") or ()]
    for index, key in enumerate(keys):
        errors += label_name(f"{path}[{index}]", key)
        if given.count(key) > 1:  # once is what was made of the keys when the pod came
            errors.append(invalid(f"{path}[{index}]", key, "exists in both matchLabelKeys and labelSelector"))
    return errors
