"""What roles allow, a line for each resource.

Follows kubernetes kubectl/pkg/util/rbac/rbac.go: BreakdownRule, CompactRules, SortableRuleSlice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kubectl.describe.text import Text
from app.kubectl.output.golang.printing import format_value

Object = dict[str, Any]
KEYS = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")


def write_rules(text: Text, rules: list[Object] | None) -> None:
    """The table of rules."""
    text.line("PolicyRule:")
    text.heading("Resources", "Non-Resource URLs", "Resource Names", "Verbs")
    for rule in compact_rules(rules or []):
        shown = [format_value(rule[key]) for key in ("nonResourceURLs", "resourceNames", "verbs")]
        text.row(resource_of(rule), *shown)


def _pieces(rule: Object) -> Iterable[Object]:
    """A rule taken apart: one group, one resource, at most one name, one verb each; or one URL and one verb."""
    empty: Object = {key: [] for key in KEYS}
    for group in rule.get("apiGroups") or []:
        for resource in rule.get("resources") or []:
            for names in [[name] for name in rule.get("resourceNames") or []] or [[]]:
                for verb in rule.get("verbs") or []:
                    yield {
                        **empty,
                        "apiGroups": [group],
                        "resources": [resource],
                        "resourceNames": names,
                        "verbs": [verb],
                    }
    for url in rule.get("nonResourceURLs") or []:
        for verb in rule.get("verbs") or []:
            yield {**empty, "nonResourceURLs": [url], "verbs": [verb]}


def compact_rules(rules: list[Object]) -> list[Object]:
    """A rule for each resource (and name) with all of its verbs, one for each URL and verb; in kubectl's order."""
    found: list[Object] = []
    by_resource: dict[tuple[str, ...], Object] = {}
    for piece in (piece for rule in rules for piece in _pieces(rule)):
        if piece["nonResourceURLs"]:
            found.append(piece)
            continue
        key = (piece["apiGroups"][0], piece["resources"][0], *piece["resourceNames"])
        if key in by_resource:
            known = by_resource[key]["verbs"]
            by_resource[key]["verbs"] = [*known, *(verb for verb in piece["verbs"] if verb not in known)]
        else:
            by_resource[key] = piece
    return sorted([*found, *by_resource.values()], key=_order)


def _order(rule: Object) -> str:
    names = ("Verbs", "APIGroups", "Resources", "ResourceNames", "NonResourceURLs")
    return "".join(f"{name}:{format_value(rule[key])}," for name, key in zip(names, KEYS, strict=True))


def resource_of(rule: Object) -> str:
    """`deployments.apps/scale`."""
    if not rule["resources"]:
        return ""
    name, slash, subresource = str(rule["resources"][0]).partition("/")
    group = rule["apiGroups"][0] if rule["apiGroups"] else ""
    return name + (f".{group}" if group else "") + slash + subresource
