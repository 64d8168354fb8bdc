"""Which writes a policy, a binding or a webhook looks at.

Follows kubernetes apiserver/pkg/admission/plugin/policy/matching/matching.go and
apiserver/pkg/admission/plugin/webhook/predicates.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.objects import labels_of
from app.sim.label_selectors import LabelSelector

NAMESPACES = ("", "namespaces")
Match = dict[str, Any]


def matches(attributes: Attributes, match: Match, *, required: bool) -> bool:
    """Whether it looks at a write; rules that are required match nothing when left out."""
    if not _namespace_matches(attributes, match.get("namespaceSelector")):
        return False
    if not _object_matches(attributes, match.get("objectSelector")):
        return False
    exact = match.get("matchPolicy") == "Exact"
    if any(_rule_matches(attributes, rule, exact=exact) for rule in match.get("excludeResourceRules") or ()):
        return False
    rules = match.get("resourceRules")
    if not rules and not required:
        return True
    return any(_rule_matches(attributes, rule, exact=exact) for rule in rules or ())


def _namespace_matches(attributes: Attributes, selector: Any) -> bool:
    """Objects without a namespace match every selector; a namespace goes by its own labels."""
    if not selector:
        return True
    if attributes.key == NAMESPACES and not attributes.subresource and attributes.obj is not None:
        return LabelSelector.of(selector).matches(labels_of(attributes.obj))
    name = attributes.name if attributes.key == NAMESPACES else attributes.namespace
    if not name:
        return True
    namespace = attributes.api.store.get(NAMESPACES, "", name)
    return namespace is not None and LabelSelector.of(selector).matches(labels_of(namespace))


def _object_matches(attributes: Attributes, selector: Any) -> bool:
    if not selector:
        return True
    wanted = LabelSelector.of(selector)
    return any(wanted.matches(labels_of(item)) for item in (attributes.obj, attributes.old) if item is not None)


def _any(listed: list[str] | None, value: str) -> bool:
    return bool(listed) and any(item in {"*", value} for item in listed or ())


def _rule_matches(attributes: Attributes, rule: Match, *, exact: bool) -> bool:
    group, _ = attributes.key
    if not _any(rule.get("apiGroups"), group) or not _any(rule.get("operations"), attributes.operation):
        return False
    if not _version_matches(attributes, rule.get("apiVersions"), exact=exact):
        return False
    names = rule.get("resourceNames")
    if names and attributes.name not in names:
        return False
    scope: str = rule.get("scope") or "*"
    namespaced = attributes.resource.kind.namespaced
    if scope != "*" and (scope == "Namespaced") is not namespaced:
        return False
    return any(_resource_matches(attributes, item) for item in rule.get("resources") or ())


def _version_matches(attributes: Attributes, versions: list[str] | None, *, exact: bool) -> bool:
    asked = attributes.call.api_version or attributes.resource.kind.api_version
    if _any(versions, asked.rpartition("/")[2]):
        return True
    if exact:
        return False
    served = attributes.resource.kind.versions
    return any(version in served for version in versions or ())


def _resource_matches(attributes: Attributes, listed: str) -> bool:
    resource, _, subresource = listed.partition("/")
    return resource in {"*", attributes.key[1]} and subresource in {"*", attributes.subresource}
