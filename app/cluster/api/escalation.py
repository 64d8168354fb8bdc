"""The check that nobody grants what they do not have.

Follows kubernetes pkg/registry/rbac/validation/rule.go and pkg/registry/rbac/*/policybased/storage.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from app.cluster.api.authorization import MASTERS, RBAC, Attributes, rule_allows
from app.cluster.api.call import Call, User
from app.cluster.api.errors import ApiError, error, forbidden, not_found
from app.cluster.api.objects import Object, name_of, namespace_of

if TYPE_CHECKING:
    from app.cluster.api.api import Api

Rule = dict[str, Any]
EVERYTHING: tuple[Rule, ...] = (
    {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
)


def check_role(api: Api, role: Object, call: Call) -> None:
    """ApiError 403 when a role has rules that its writer lacks, unless the writer may `escalate`."""
    plural = "clusterroles" if role["kind"] == "ClusterRole" else "roles"
    if MASTERS in call.user.groups or _may(api, call.user, "escalate", plural, namespace_of(role), name_of(role)):
        return
    # Who aggregates roles may come to hold anything.
    rules = EVERYTHING if role.get("aggregationRule") else role.get("rules") or ()
    missing = _missing(api, call.user, rules, namespace_of(role))
    if missing:
        raise _refusal(api, call.user, plural, name_of(role), missing, namespace_of(role))


def check_binding(api: Api, binding: Object, call: Call) -> None:
    """ApiError 403 when a binding hands out rules that its writer lacks, unless the writer may `bind` the role."""
    plural = "clusterrolebindings" if binding["kind"] == "ClusterRoleBinding" else "rolebindings"
    reference, namespace = binding["roleRef"], namespace_of(binding)
    if reference["kind"] not in {"Role", "ClusterRole"}:
        text = f'unsupported role reference kind: "{reference["kind"]}"'
        raise error("", text, code=500)
    if MASTERS in call.user.groups:
        return
    roles = "roles" if reference["kind"] == "Role" else "clusterroles"
    if _may(api, call.user, "bind", roles, namespace, reference["name"]):
        return
    found = api.store.get((RBAC, roles), namespace if roles == "roles" else "", reference["name"])
    if found is None:
        raise not_found(RBAC, roles, reference["name"])
    missing = _missing(api, call.user, found.get("rules") or (), namespace)
    if missing:
        raise _refusal(api, call.user, plural, name_of(binding), missing, namespace)


def _may(api: Api, user: User, verb: str, plural: str, namespace: str, name: str) -> bool:
    return api.authorizer.allows(Attributes(user, verb, RBAC, "v1", plural, "", namespace, name))


def _refusal(api: Api, user: User, plural: str, name: str, missing: list[Rule], namespace: str) -> ApiError:
    groups = ", ".join(f'"{group}"' for group in user.groups)
    shown = "\n".join(_shown(rule) for rule in sorted(missing, key=_shown))
    who = f'user "{user.name}" (groups=[{groups.replace(", ", " ")}])'
    why = f"{who} is attempting to grant RBAC permissions not currently held:\n{shown}"
    if unresolved := api.authorizer.missing_roles(Attributes(user, "", namespace=namespace)):
        why += f"; resolution errors: [{', '.join(unresolved)}]"
    return forbidden(RBAC, plural, name, why)


def _shown(rule: Rule) -> str:
    parts = []
    names = (("apiGroups", "APIGroups"), ("resources", "Resources"), ("resourceNames", "ResourceNames"),
             ("nonResourceURLs", "NonResourceURLs"), ("verbs", "Verbs"))  # fmt: skip
    for key, title in names:
        if rule.get(key):
            parts.append(f"{title}:[{' '.join(chr(34) + item + chr(34) for item in rule[key])}]")
    return "{" + ", ".join(parts) + "}"


def _missing(api: Api, user: User, rules: Iterable[Rule], namespace: str) -> list[Rule]:
    owned = api.authorizer.rules_of(user, namespace)
    found: list[Rule] = []
    for rule in rules:
        for single in _single(rule):
            if not _covered(owned, single):
                found.append(single)
    return _compact(found)


def _single(rule: Rule) -> Iterator[Rule]:
    """The rule taken apart: one verb and one resource each. Follows component-helpers/auth/rbac/validation."""
    names = [[name] for name in rule.get("resourceNames") or ()] or [[]]
    places = product(rule.get("apiGroups") or (), rule.get("resources") or (), rule.get("verbs") or (), names)
    for group, resource, verb, name in places:
        found = {"apiGroups": [group], "resources": [resource], "verbs": [verb]}
        yield {**found, "resourceNames": name} if name else found
    for path, verb in product(rule.get("nonResourceURLs") or (), rule.get("verbs") or ()):
        yield {"nonResourceURLs": [path], "verbs": [verb]}


def _covered(owned: Iterable[Rule], wanted: Rule) -> bool:
    nobody = User("")
    verb = wanted["verbs"][0]
    if "nonResourceURLs" in wanted:
        question = Attributes(nobody, verb, path=wanted["nonResourceURLs"][0])
    else:
        resource, _, subresource = wanted["resources"][0].partition("/")
        name = (wanted.get("resourceNames") or [""])[0]
        question = Attributes(nobody, verb, wanted["apiGroups"][0], "", resource, subresource, "", name)
    return any(rule_allows(rule, question) for rule in owned)


def _compact(rules: list[Rule]) -> list[Rule]:
    """Rules that differ only in their verb put together again."""
    found: dict[str, Rule] = {}
    for rule in rules:
        place = str({key: value for key, value in rule.items() if key != "verbs"})
        if place in found:
            found[place]["verbs"].extend(verb for verb in rule["verbs"] if verb not in found[place]["verbs"])
        else:
            found[place] = {**rule, "verbs": list(rule["verbs"])}
    return list(found.values())
