"""`kubectl auth can-i`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.describe.rules import compact_rules, resource_of
from app.kubectl.errors import ExitError, KubectlError, PlainError
from app.kubectl.output.golang.printing import format_value
from app.kubectl.policy_rules import VERBS

SHORT = "Ask whether something is allowed"
REVIEWS = "/apis/authorization.k8s.io/v1"
URL_VERBS = {"get", "put", "post", "head", "options", "delete", "patch", "*"}
CERTIFIER_VERBS = ("approve", "sign", "attest")
UNSERVED = ("users", "groups")  # resources of `impersonate` alone
USAGE_HINT = "\nSee 'kubectl auth can-i -h' for help and examples."


async def run(call: Call) -> None:
    """Say yes or no (status 1), or list everything that is allowed."""
    if call.flags.on("list"):
        await _list(call)
        return
    if call.flags.on("no-headers"):
        raise KubectlError("--no-headers cannot be set without --list specified")
    attributes = await _attributes(call)
    body = {
        "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "metadata": {}, "spec": attributes,
        "status": {"allowed": False},
    }  # fmt: skip
    answer = await call.client.json("POST", f"{REVIEWS}/selfsubjectaccessreviews", body)
    status = answer.get("status") or {}
    allowed = bool(status.get("allowed"))
    if not call.flags.on("quiet"):
        await call.say(_verdict(status))
    if not allowed:
        raise ExitError(1)


def _verdict(status: dict[str, Any]) -> str:
    if status.get("allowed"):
        return "yes"
    reasons = (status.get(key) for key in ("reason", "evaluationError"))
    return " - ".join(["no", *(str(reason) for reason in reasons if reason)])


async def _attributes(call: Call) -> dict[str, Any]:
    words, subresource = call.args, call.flags.text("subresource")
    if len(words) != 2:
        raise PlainError(
            f"error: you must specify two arguments: verb resource or verb resource/resourceName.{USAGE_HINT}"
        )
    verb, word = words[0], words[1]
    if word.startswith("/"):
        if subresource:
            raise KubectlError("--subresource can not be used with NonResourceURL")
        if verb not in URL_VERBS:
            await call.complain(f"Warning: verb '{verb}' is not a known verb\n")
        return {"nonResourceAttributes": {"path": word, "verb": verb}}
    resource, _, name = word.partition("/")
    if verb not in (*VERBS, *CERTIFIER_VERBS):
        await call.complain(f"Warning: verb '{verb}' is not a known verb\n")
    group, plural = await _resource(call, resource)
    namespace = "" if call.flags.on("all-namespaces") else call.namespace
    spec = {
        "namespace": namespace, "verb": verb, "group": group, "resource": plural,
        "subresource": subresource, "name": name,
    }  # fmt: skip
    return {"resourceAttributes": {key: value for key, value in spec.items() if value}}


async def _resource(call: Call, word: str) -> tuple[str, str]:
    """(group, plural) of a resource; unknown ones are asked about as they are, with a warning."""
    if word == "*":
        return "*", "*"
    catalogue = await call.discovery.catalogue(2)
    mapping = catalogue.find(word)
    if mapping is None:
        name, dot, group = word.partition(".")
        where = f" in group '{group}'" if dot else ""
        if name not in UNSERVED:
            await call.complain(f"Warning: the server doesn't have a resource type '{name}'{where}\n")
        return group, name
    if not mapping.namespaced and not call.flags.on("all-namespaces"):
        where = f" in group '{mapping.group}'" if mapping.group else ""
        await call.complain(f"Warning: resource '{mapping.resource}' is not namespace scoped{where}\n")
    return mapping.group, mapping.resource


async def _list(call: Call) -> None:
    if call.args:
        raise KubectlError("list option must be specified with no arguments")
    if call.flags.on("quiet") or call.flags.on("all-namespaces") or call.flags.text("subresource"):
        raise KubectlError("list option can't be specified with neither quiet, all-namespaces nor subresource options")
    body = {
        "kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1", "metadata": {},
        "spec": {"namespace": call.namespace},
        "status": {"resourceRules": [], "nonResourceRules": [], "incomplete": False},
    }  # fmt: skip
    answer = await call.client.json("POST", f"{REVIEWS}/selfsubjectrulesreviews", body)
    status = answer.get("status") or {}
    rows = [] if call.flags.on("no-headers") else [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]]
    await call.write(aligned(rows + _rule_rows(status)))
    if status.get("incomplete"):
        await call.complain(f"warning: the list may be incomplete: {status.get('evaluationError', '')}")


def _rule_rows(status: dict[str, Any]) -> list[list[str]]:
    """A row for every resource (group) and name, its verbs put together, and one for every URL and verb."""
    rules = [*(status.get("resourceRules") or []), *(status.get("nonResourceRules") or [])]
    return [
        [resource_of(rule), *(format_value(rule[key]) for key in ("nonResourceURLs", "resourceNames", "verbs"))]
        for rule in compact_rules(rules)
    ]
