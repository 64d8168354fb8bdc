"""Which rules of a role others do not allow already.

Follows kubernetes component-helpers/auth/rbac/validation/policy_comparator.go.
"""

from __future__ import annotations

from itertools import product
from typing import Any

Rule = dict[str, Any]


def uncovered(owned: list[Rule], wanted: list[Rule]) -> list[Rule]:
    """The single permissions in `wanted` that no rule of `owned` allows, each as a rule of its own."""
    singles = [each for rule in owned for each in broken_down(rule)]
    return [each for rule in wanted for each in broken_down(rule) if not any(covers(one, each) for one in singles)]


def broken_down(rule: Rule) -> list[Rule]:
    """A rule as rules for one verb on one resource (of one name) or path each."""
    found: list[Rule] = []
    verbs, names = rule.get("verbs") or [], rule.get("resourceNames") or []
    for group, resource, verb in product(rule.get("apiGroups") or [], rule.get("resources") or [], verbs):
        single = {"verbs": [verb], "apiGroups": [group], "resources": [resource]}
        found += [{**single, "resourceNames": [name]} for name in names] or [single]
    found += [{"verbs": [verb], "nonResourceURLs": [path]} for path, verb in product(rule.get("nonResourceURLs") or [], verbs)]  # fmt: skip # noqa: E501
    return found


def covers(owned: Rule, wanted: Rule) -> bool:
    """Whether one permission allows another."""
    if not _has(owned, wanted, "verbs"):
        return False
    if "nonResourceURLs" in wanted or "nonResourceURLs" in owned:
        have, want = (list(rule.get("nonResourceURLs") or []) for rule in (owned, wanted))
        return bool(have and want) and all(any(_path_covers(each, path) for each in have) for path in want)
    names, wanted_names = owned.get("resourceNames") or [], wanted.get("resourceNames") or []
    named = not names or (bool(wanted_names) and set(wanted_names) <= set(names))
    return _has(owned, wanted, "apiGroups") and _has_resources(owned, wanted) and named


def _has(owned: Rule, wanted: Rule, key: str) -> bool:
    have = owned.get(key) or []
    return "*" in have or set(wanted.get(key) or []) <= set(have)


def _has_resources(owned: Rule, wanted: Rule) -> bool:
    have = owned.get("resources") or []
    return _has(owned, wanted, "resources") or all(
        each in have or ("/" in each and f"*/{each.partition('/')[2]}" in have)
        for each in wanted.get("resources") or []
    )


def _path_covers(owned: str, wanted: str) -> bool:
    return owned in ("*", wanted) or (owned.endswith("*") and wanted.startswith(owned.rstrip("*")))
