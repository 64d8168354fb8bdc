"""When a single container is started again: its own policy, and rules for exit codes.

Follows kubernetes pkg/apis/core/validation/validation.go: validateContainerRestartPolicy,
validateInitContainerRestartPolicy.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Errors, not_supported, required, too_many

Object = dict[str, Any]
_POLICIES = ("Always", "Never", "OnFailure")
_ACTIONS = ("Restart", "RestartAllContainers")
_OPERATORS = ("In", "NotIn")
_MAX_RULES, _MAX_CODES = 20, 255


def validate_restart_policy(path: str, container: Object, *, init: bool) -> Errors:
    """`restartPolicy` and `restartPolicyRules` of a container; `init` where no policy at all ends the checks."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules") or []
    errors: Errors = []
    if policy is None and rules:
        errors.append(required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used"))
    elif policy is not None and policy not in _POLICIES:
        errors.append(not_supported(f"{path}.restartPolicy", policy, _POLICIES))
    if policy is None and init:
        return errors
    if len(rules) > _MAX_RULES:
        errors.append(too_many(f"{path}.restartPolicyRules", len(rules), _MAX_RULES))
    for index, rule in enumerate(rules):
        errors += _rule(f"{path}.restartPolicyRules[{index}]", rule)
    return errors


def _rule(path: str, rule: Object) -> Errors:
    action, codes = rule.get("action") or "", rule.get("exitCodes")
    errors: Errors = [] if action in _ACTIONS else [not_supported(f"{path}.action", action, _ACTIONS)]
    if codes is None:
        return [*errors, required(f"{path}.exitCodes", "must be specified")]
    operator, values = codes.get("operator") or "", codes.get("values") or []
    if operator not in _OPERATORS:
        errors.append(not_supported(f"{path}.exitCodes.operator", operator, _OPERATORS))
    if len(values) > _MAX_CODES:
        errors.append(too_many(f"{path}.exitCodes.values", len(values), _MAX_CODES))
    return errors
