"""`kubectl create clusterrole`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create
from app.kubectl.errors import KubectlError
from app.kubectl.policy_rules import resources_of, rules, verbs_of

URL_VERBS = ("get", "put", "post", "head", "options", "delete", "patch", "*")
SHORT = "Create a cluster role"


async def run(call: Call) -> None:
    """Create it, from rules or by aggregating other roles."""
    name = call.only_argument()
    obj: dict[str, Any] = {
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": name}, "rules": None,
    }  # fmt: skip
    aggregated, urls = call.flags["aggregation-rule"], call.flags.words("non-resource-url")
    if aggregated:
        given = ("verb", "resource", "non-resource-url", "resource-name")
        if any(call.flags.words(flag) for flag in given):
            raise KubectlError(
                "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames"
            )
        obj["aggregationRule"] = {"clusterRoleSelectors": [{"matchLabels": dict(aggregated)}]}
    else:
        obj["rules"] = await _rules(call, urls)
    await create(call, obj, namespaced=False)


async def _rules(call: Call, urls: list[str]) -> list[dict[str, Any]]:
    if not call.flags.words("resource") and not urls:
        if not call.flags.words("verb"):
            raise KubectlError("at least one verb must be specified")
        raise KubectlError("one of resource or nonResourceURL must be specified")
    for url in urls:
        if url != "*" and not url.startswith("/"):
            raise KubectlError("nonResourceURL should start with /")
        if "*" in url[:-1]:
            raise KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end")
    for verb in call.flags.words("verb") if urls else ():
        if verb not in URL_VERBS:
            raise KubectlError(f"invalid verb: '{verb}' for nonResourceURL")
    verbs = await verbs_of(call)
    found = []
    if call.flags.words("resource"):
        found += rules(verbs, await resources_of(call, verbs), call.flags.words("resource-name"))
    if urls:
        found.append({"verbs": list(verbs), "nonResourceURLs": urls})
    return found
