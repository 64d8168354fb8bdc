"""The API server's audit policy: which requests are logged, and how much of them.

Follows kubernetes apiserver/pkg/audit/policy/{reader,checker}.go, apis/audit/validation/validation.go.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from app.cluster.api.authorization import Attributes

LEVELS = ("None", "Metadata", "Request", "RequestResponse")
STAGES = ("RequestReceived", "ResponseStarted", "ResponseComplete", "Panic")
VERSION = "audit.k8s.io/v1"
Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What is logged of a request: the level's number, the stages that are left out, whether managedFields are."""

    level: int = 0
    omitted: frozenset[str] = frozenset()
    without_managed_fields: bool = False


@dataclass(frozen=True)
class AuditPolicy:
    """A policy; the first rule that matches decides."""

    rules: Sequence[Rule]
    omitted: frozenset[str] = frozenset()
    without_managed_fields: bool = False

    def decide(self, asked: Attributes) -> Decision:
        """What to log of a request."""
        for rule in self.rules:
            if _matches(rule, asked):
                own = rule.get("omitManagedFields")
                return Decision(
                    LEVELS.index(rule["level"]), self.omitted | set(rule.get("omitStages") or ()),
                    self.without_managed_fields if own is None else bool(own),
                )  # fmt: skip
        return Decision()


def load(data: bytes, path: str) -> AuditPolicy:
    """A policy's file. ValueError says what the server says of a bad one."""
    try:
        document = yaml.safe_load(data)
    except yaml.YAMLError as error:
        raise ValueError(f"failed decoding: yaml: {str(error).splitlines()[0]}: from file {path}") from None
    if problem := _problem(document):
        raise ValueError(f"{problem}: from file {path}")
    return AuditPolicy(
        document["rules"], frozenset(document.get("omitStages") or ()), bool(document.get("omitManagedFields"))
    )


def _problem(document: Any) -> str:
    if not isinstance(document, dict) or "kind" not in document:
        shown = json.dumps(document, separators=(",", ":"))
        return f"failed decoding: Object 'Kind' is missing in '{shown}'"
    version, kind = document.get("apiVersion", ""), document["kind"]
    if not version:
        shown = json.dumps(document, separators=(",", ":"))
        return f"failed decoding: Object 'apiVersion' is missing in '{shown}'"
    if version != VERSION or kind != "Policy":
        return f'failed decoding: no kind "{kind}" is registered for version "{version}" in scheme ' \
               '"k8s.io/apiserver/pkg/audit/scheme.go:30"'  # fmt: skip
    rules = document.get("rules") or []
    found = [one for at, rule in enumerate(rules) for one in _rule_problems(rule, f"rules[{at}]")]
    if found:
        return found[0] if len(found) == 1 else f"[{', '.join(found)}]"
    return "" if rules else "loaded illegal policy with 0 rules"


def _rule_problems(rule: Rule, path: str) -> list[str]:
    found, level = [], rule.get("level", "")
    if not level:
        found.append(f"{path}.level: Required value")
    elif level not in LEVELS:
        supported = ", ".join(f'"{one}"' for one in LEVELS)
        found.append(f'{path}.level: Unsupported value: "{level}": supported values: {supported}')
    for at, url in enumerate(rule.get("nonResourceURLs") or ()):
        if url != "*" and not url.startswith("/"):
            found.append(f"{path}.nonResourceURLs[{at}]: Invalid value: \"{url}\": non-resource URL rules must begin "
                         "with a '/' character")  # fmt: skip
        if "*" in url[:-1]:
            found.append(f"{path}.nonResourceURLs[{at}]: Invalid value: \"{url}\": non-resource URL wildcards '*' must "
                         "be the final character of the rule")  # fmt: skip
    for one in rule.get("resources") or ():
        if one.get("resourceNames") and not one.get("resources"):
            shown = json.dumps(one["resourceNames"], separators=(",", ":"))
            found.append(f"{path}.resources.resourceNames: Invalid value: {shown}: using resourceNames requires at "
                         "least one resource")  # fmt: skip
    for at, stage in enumerate(rule.get("omitStages") or ()):
        if stage not in STAGES:
            allowed = ",".join(STAGES)
            found.append(f'{path}.omitStages[{at}]: Invalid value: "{stage}": allowed stages are {allowed}')
    if rule.get("nonResourceURLs") and (rule.get("resources") or rule.get("namespaces")):
        shown = json.dumps(rule["nonResourceURLs"], separators=(",", ":"))
        found.append(f"{path}.nonResourceURLs: Invalid value: {shown}: rules cannot apply to both regular resources "
                     "and non-resource URLs")  # fmt: skip
    return found


def _matches(rule: Rule, asked: Attributes) -> bool:
    user = asked.user
    if rule.get("users") and user.name not in rule["users"]:
        return False
    if rule.get("userGroups") and not set(rule["userGroups"]) & set(user.groups):
        return False
    if rule.get("verbs") and asked.verb not in rule["verbs"]:
        return False
    if rule.get("namespaces") or rule.get("resources"):
        return bool(asked.resource) and _matches_resource(rule, asked)
    if urls := rule.get("nonResourceURLs"):
        return not asked.resource and any(_matches_path(asked.path, url) for url in urls)
    return True


def _matches_path(path: str, url: str) -> bool:
    return url in ("*", path) or (url.endswith("*") and path.startswith(url.rstrip("*")))


def _matches_resource(rule: Rule, asked: Attributes) -> bool:
    if rule.get("namespaces") and asked.namespace not in rule["namespaces"]:
        return False
    if not rule.get("resources"):
        return True
    for one in rule["resources"]:
        if (one.get("group") or "") != asked.group:
            continue
        if not one.get("resources"):
            return True
        if one.get("resourceNames") and asked.name not in one["resourceNames"]:
            continue
        wanted = {"*", asked.full_resource, f"{asked.resource}/*"}
        wanted |= {f"*/{asked.subresource}"} if asked.subresource else set()
        if wanted & set(one["resources"]):
            return True
    return False
