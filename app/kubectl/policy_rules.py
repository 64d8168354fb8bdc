"""Rules of roles from `--verb`, `--resource` and `--resource-name`.

Follows kubernetes kubectl/pkg/cmd/create/create_role.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.discovery import no_match
from app.kubectl.errors import KubectlError, PlainError

VERBS = {
    "get", "delete", "list", "create", "update", "patch", "watch", "proxy", "deletecollection", "use", "bind",
    "escalate", "impersonate", "*",
}  # fmt: skip
# Verbs that are for some resources only; these need not be there.
SPECIAL = {
    "use": {("policy", "podsecuritypolicies"), ("extensions", "podsecuritypolicies")},
    "bind": {("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "clusterroles")},
    "escalate": {("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "clusterroles")},
    "impersonate": {("", "users"), ("", "serviceaccounts"), ("", "groups"), ("authentication.k8s.io", "userextras")},
}
Named = tuple[str, str, str]  # (group, resource, subresource)


async def verbs_of(call: Call) -> list[str]:
    """The verbs, each once; warnings for unknown ones. KubectlError without any."""
    verbs = list(dict.fromkeys(call.flags.words("verb")))
    if "*" in verbs:
        verbs = ["*"]
    if not verbs:
        raise KubectlError("at least one verb must be specified")
    for verb in verbs:
        if verb not in VERBS:
            await call.complain(f"Warning: '{verb}' is not a standard resource verb")
    return verbs


async def resources_of(call: Call, verbs: list[str]) -> list[Named]:
    """The resources, found by what people type; KubectlError without any, or where a verb is not for one."""
    words = list(dict.fromkeys(call.flags.words("resource")))
    if not words:
        raise KubectlError("at least one resource must be specified")
    if "*" in words:
        words = ["*"]
    return list(dict.fromkeys([await _found(call, word, verbs) for word in words]))


async def _found(call: Call, word: str, verbs: list[str]) -> Named:
    name, _, subresource = word.partition("/")
    if name == "*":
        return "", "*", subresource
    if not name:
        raise KubectlError("resource must be specified if apiGroup/subresource specified")
    if name.split(".")[0] == "*":
        return name.partition(".")[2], "*", subresource
    plain, dot, group = name.partition(".")
    mapping = (await call.discovery.catalogue()).find_in_group(plain, group if dot else None)
    found = (mapping.group, mapping.resource) if mapping else (group, plain)
    special = [verb for verb in verbs if verb in SPECIAL]
    for verb in special:
        if found not in SPECIAL[verb]:
            raise KubectlError(f"can not perform '{verb}' on '{found[1]}' in group '{found[0]}'")
    if mapping is None and not special:
        raise PlainError(str(no_match(name)))
    return *found, subresource


def rules(verbs: list[str], resources: list[Named], names: list[str]) -> list[dict[str, Any]]:
    """One rule an API group, groups in alphabetical order."""
    by_group: dict[str, list[str]] = {}
    for group, resource, subresource in resources:
        by_group.setdefault(group, []).append(f"{resource}/{subresource}" if subresource else resource)
    found = []
    for group in sorted(by_group):
        rule: dict[str, Any] = {"verbs": list(verbs), "apiGroups": [group], "resources": by_group[group]}
        if names:
            rule["resourceNames"] = names
        found.append(rule)
    return found
