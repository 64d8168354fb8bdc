"""A Job's rules about failed pods and about when it has succeeded.

Follows kubernetes pkg/apis/batch/validation/validation.go: validatePodFailurePolicy, validateSuccessPolicy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.cluster.validation.field_errors import (
    OMITTED,
    Errors,
    duplicate,
    invalid,
    not_supported,
    required,
    too_long,
    too_many,
)
from app.cluster.validation.internal_types import internal
from app.cluster.validation.rules import not_negative, wrong
from app.sim.go_strings import quote
from app.sim.names import is_label_key

Object = dict[str, Any]
_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_MAX_RULES = 20
_MAX_EXIT_CODES = 255
_MAX_INDEXES_TEXT = 64 * 1024


def validate_policies(path: str, spec: Object) -> Errors:
    """podFailurePolicy, successPolicy and podReplacementPolicy of the Job spec at `path`."""
    errors: Errors = []
    if spec.get("podFailurePolicy") is not None:
        errors += _failure_policy(f"{path}.podFailurePolicy", spec)
    success = spec.get("successPolicy")
    if success is not None and spec.get("completionMode") != "Indexed":
        shown = internal(success, "api.batch.v1.SuccessPolicy")
        errors.append(invalid(f"{path}.successPolicy", shown, "requires indexed completion mode"))
    elif success is not None:
        errors += _success_policy(f"{path}.successPolicy.rules", success, spec.get("completions") or 0)
    replacement = spec.get("podReplacementPolicy")
    allowed = ["Failed"] if spec.get("podFailurePolicy") is not None else ["Failed", "TerminatingOrFailed"]
    if replacement is not None and replacement not in allowed:
        errors.append(not_supported(f"{path}.podReplacementPolicy", replacement, allowed))
    return errors


def _one_of(path: str, value: str | None, allowed: Iterable[str]) -> Errors:
    allowed = tuple(allowed)
    if not value:
        return [required(path, f"valid values: [{' '.join(map(quote, allowed))}]")]
    return [] if value in allowed else [not_supported(path, value, allowed)]


def _failure_policy(path: str, spec: Object) -> Errors:
    rules = spec["podFailurePolicy"].get("rules") or []
    pod = (spec.get("template") or {}).get("spec") or {}
    names = {item.get("name") for key in ("initContainers", "containers") for item in pod.get(key) or ()}
    errors: Errors = []
    if len(rules) > _MAX_RULES:
        errors.append(too_many(f"{path}.rules", len(rules), _MAX_RULES))
    for index, rule in enumerate(rules):
        errors += _failure_rule(f"{path}.rules[{index}]", rule, spec, names)
    return errors


def _failure_rule(path: str, rule: Object, spec: Object, names: set[Any]) -> Errors:
    errors: Errors = []
    action, codes, conditions = rule.get("action"), rule.get("onExitCodes"), rule.get("onPodConditions") or []
    if action == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
        errors.append(invalid(f"{path}.action", action, "requires the backoffLimitPerIndex to be set"))
    errors += _one_of(f"{path}.action", action, _ACTIONS)
    if codes is not None:
        errors += _exit_codes(f"{path}.onExitCodes", codes, names)
    if len(conditions) > _MAX_RULES:
        errors.append(too_many(f"{path}.onPodConditions", len(conditions), _MAX_RULES))
    for at, pattern in enumerate(conditions):
        kind, place = pattern.get("type") or "", f"{path}.onPodConditions[{at}]"
        errors += wrong(f"{place}.type", kind, is_label_key(kind))
        errors += _one_of(f"{place}.status", pattern.get("status"), ("False", "True", "Unknown"))
    if codes is not None and conditions:
        errors.append(invalid(path, OMITTED, "specifying both OnExitCodes and OnPodConditions is not supported"))
    if codes is None and not conditions:
        errors.append(invalid(path, OMITTED, "specifying one of OnExitCodes and OnPodConditions is required"))
    return errors


def _exit_codes(path: str, codes: Object, names: set[Any]) -> Errors:
    operator, name, values = codes.get("operator"), codes.get("containerName"), codes.get("values") or []
    errors = _one_of(f"{path}.operator", operator, ("In", "NotIn"))
    if name is not None and name not in names:
        text = "must be one of the container or initContainer names in the pod template"
        errors.append(invalid(f"{path}.containerName", name, text))
    if not values:
        errors.append(invalid(f"{path}.values", codes.get("values"), "at least one value is required"))
    elif len(values) > _MAX_EXIT_CODES:
        errors.append(too_many(f"{path}.values", len(values), _MAX_EXIT_CODES))
    for index, value in enumerate(values):
        if operator == "In" and value == 0:
            errors.append(invalid(f"{path}.values[{index}]", 0, "must not be 0 for the In operator"))
        if value in values[:index]:
            errors.append(duplicate(f"{path}.values[{index}]", value))
    if values != sorted(values):
        errors.append(invalid(f"{path}.values", values, "must be ordered"))
    return errors


def _success_policy(path: str, policy: Object, completions: int) -> Errors:
    rules = policy.get("rules") or []
    errors: Errors = []
    if not rules:
        errors.append(required(path, "at least one rules must be specified when the successPolicy is specified"))
    if len(rules) > _MAX_RULES:
        errors.append(too_many(path, len(rules), _MAX_RULES))
    for index, rule in enumerate(rules):
        errors += _success_rule(f"{path}[{index}]", rule, completions)
    return errors


def _success_rule(path: str, rule: Object, completions: int) -> Errors:
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    errors: Errors = []
    if count is None and indexes is None:
        errors.append(required(path, "at least one of succeededCount or succeededIndexes must be specified"))
    total = 0
    if indexes is not None:
        if len(indexes) > _MAX_INDEXES_TEXT:
            errors.append(too_long(f"{path}.succeededIndexes", _MAX_INDEXES_TEXT))
        try:
            total = _count_indexes(indexes, completions)
        except ValueError as error:
            text = f"error parsing succeededIndexes: {error}"
            errors.append(invalid(f"{path}.succeededIndexes", indexes, text))
    if count is None:
        return errors
    place = f"{path}.succeededCount"
    errors += not_negative(place, count)
    if count > completions:
        text = f"must be less than or equal to {completions} (the number of specified completions)"
        errors.append(invalid(place, count, text))
    if indexes is not None and count > total:
        where = "(the number of indexes in the specified succeededIndexes field)"
        errors.append(invalid(place, count, f"must be less than or equal to {total} {where}"))
    return errors


def _count_indexes(text: str, completions: int) -> int:
    total, last = 0, None
    for interval in text.split(",") if text else ():
        first, end = _interval(interval, completions)
        if last is not None and last >= first:
            raise ValueError(f"non-increasing order, previous: {last}, current: {first}")
        total, last = total + end - first + 1, end
    return total


def _interval(text: str, completions: int) -> tuple[int, int]:
    parts = text.split("-")
    if len(parts) > 2:
        rule = "violates the requirement that an index interval can have at most two parts separated by '-'"
        raise ValueError(f"the fragment {quote(text)} {rule}")
    ends = [_index(part, completions) for part in parts]
    if len(ends) == 2 and ends[0] >= ends[1]:
        raise ValueError(f"non-increasing order, previous: {ends[0]}, current: {ends[1]}")
    return ends[0], ends[-1]


def _index(text: str, completions: int) -> int:
    if not re.fullmatch(r"[+]?[0-9]+", text):
        raise ValueError(f"cannot convert string to integer for index: {quote(text)}")
    if int(text) >= completions:
        raise ValueError(f"too large index: {quote(text)}")
    return int(text)
