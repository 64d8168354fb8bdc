"""Resources without objects: access reviews, token reviews, bindings, component statuses.

Follows kubernetes pkg/registry/authorization, pkg/registry/authentication and pkg/registry/core/componentstatus.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api import tokens
from app.cluster.api.authorization import Attributes
from app.cluster.api.call import User
from app.cluster.api.errors import ApiError, bad_request, invalid, not_found
from app.cluster.api.node_authorizer import node_of
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange, Handler, not_allowed
from app.cluster.api.rest.get import represent, represent_list, selectors
from app.cluster.api.rest.options import list_options, write_options
from app.cluster.api.rest.write import read_body, settle_namespace
from app.cluster.api.subresources import binding as bindings
from app.network.http import Response
from app.sim.clock import rfc3339


def _asked(exchange: Exchange) -> Object:
    options = write_options(exchange.query, "CreateOptions")
    obj = read_body(exchange, exchange.target.gvk, options.validation)
    obj.setdefault("metadata", {})
    obj.setdefault("spec", {})
    return obj


def _required(exchange: Exchange, texts: list[tuple[str, str]]) -> ApiError:
    causes = [{"reason": "FieldValueInvalid", "message": text, "field": field} for field, text in texts]
    detail = ", ".join(f"{field}: {text}" for field, text in texts)
    return invalid(exchange.target.group, exchange.target.kind.kind, "", causes, detail)


def _question(user: User, spec: dict[str, Any]) -> Attributes:
    if found := spec.get("resourceAttributes"):
        return Attributes(
            user,
            found.get("verb", ""),
            found.get("group", ""),
            found.get("version", ""),
            found.get("resource", ""),
            found.get("subresource", ""),
            found.get("namespace", ""),
            found.get("name", ""),
        )
    found = spec.get("nonResourceAttributes") or {}
    return Attributes(user, found.get("verb", ""), path=found.get("path", ""))


def _check_spec(exchange: Exchange, spec: dict[str, Any]) -> None:
    both = bool(spec.get("resourceAttributes")), bool(spec.get("nonResourceAttributes"))
    if both == (True, True):
        text = "Invalid value: null: cannot be specified in combination with resourceAttributes"
        raise _required(exchange, [("spec.nonResourceAttributes", text)])
    if both == (False, False):
        text = "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"
        raise _required(exchange, [("spec.resourceAttributes", text)])


def _verdict(exchange: Exchange, obj: Object, user: User) -> Response:
    question = _question(user, obj["spec"])
    allowed = exchange.api.authorizer.allows(question)
    status: dict[str, Any] = {"allowed": allowed}
    authorizer = exchange.api.authorizer
    if why := authorizer.reason(question) if allowed else authorizer.why_not(question):
        status["reason"] = why
    return exchange.document({**obj, "status": status}, 201)


def self_subject_access(exchange: Exchange) -> Response:
    """May I?"""
    obj = _asked(exchange)
    _check_spec(exchange, obj["spec"])
    return _verdict(exchange, obj, exchange.user)


def _named_user(spec: dict[str, Any]) -> User:
    return User(spec.get("user", ""), tuple(spec.get("groups") or ()), spec.get("uid", ""), spec.get("extra") or {})


def subject_access(exchange: Exchange) -> Response:
    """May they?"""
    obj = _asked(exchange)
    spec = obj["spec"]
    _check_spec(exchange, spec)
    if not spec.get("user") and not spec.get("groups"):
        text = 'Invalid value: "": at least one of user or group must be specified'
        raise _required(exchange, [("spec.user", text)])
    return _verdict(exchange, obj, _named_user(spec))


def local_subject_access(exchange: Exchange) -> Response:
    """May they, in this namespace?"""
    obj = _asked(exchange)
    settle_namespace(exchange, obj)
    found = obj["spec"].get("resourceAttributes") or {}
    if found.get("namespace", "") != exchange.info.namespace:
        text = f'Invalid value: "{found.get("namespace", "")}": must match metadata.namespace'
        raise _required(exchange, [("spec.resourceAttributes.namespace", text)])
    return _verdict(exchange, obj, _named_user(obj["spec"]))


def self_subject_rules(exchange: Exchange) -> Response:
    """What may I do in a namespace?"""
    obj = _asked(exchange)
    namespace = obj["spec"].get("namespace", "")
    if not namespace:
        raise bad_request("no namespace on request")
    resource_rules, path_rules = [], []
    for rule in exchange.api.authorizer.rules_of(exchange.user, namespace):
        if rule.get("resources"):
            kept = ("verbs", "apiGroups", "resources", "resourceNames")
            resource_rules.append({key: rule[key] for key in kept if rule.get(key)})
        if rule.get("nonResourceURLs"):
            path_rules.append({"verbs": rule["verbs"], "nonResourceURLs": rule["nonResourceURLs"]})
    status = {"resourceRules": resource_rules, "nonResourceRules": path_rules, "incomplete": False}
    if node_of(exchange.user) is not None:
        status |= {"incomplete": True, "evaluationError": "node authorizer does not support user rule resolution"}
    return exchange.document({**obj, "spec": {}, "status": status}, 201)


def self_subject(exchange: Exchange) -> Response:
    """Who am I?"""
    obj = _asked(exchange)
    obj.pop("spec", None)
    meta = {**obj["metadata"], "creationTimestamp": rfc3339(exchange.api.clock.now)}
    return exchange.document({**obj, "metadata": meta, "status": {"userInfo": _user_info(exchange.user)}}, 201)


def _user_info(user: User) -> dict[str, Any]:
    found = {"username": user.name, "uid": user.uid, "groups": list(user.groups), "extra": user.extra}
    return {key: value for key, value in found.items() if value}


def token_review(exchange: Exchange) -> Response:
    """Whose token is this?"""
    obj = _asked(exchange)
    token = obj["spec"].get("token", "")
    if not token:
        raise bad_request("token is required for TokenReview in authentication")
    audiences = tuple(obj["spec"].get("audiences") or (tokens.ISSUER,))
    return exchange.document({**obj, "status": _reviewed(exchange, token, audiences)}, 201)


def _reviewed(exchange: Exchange, token: str, audiences: tuple[str, ...]) -> dict[str, Any]:
    try:
        found = tokens.checked(exchange.api, token, audiences)
    except tokens.TokenError as problem:
        return {"user": {}, "error": f"[invalid bearer token, {problem}]"}
    if found is None:
        return {"user": {}, "error": "invalid bearer token"}
    user, shared = found
    return {"authenticated": True, "user": _user_info(user), "audiences": shared}


def binding(exchange: Exchange) -> Response:
    """POST to a namespace's bindings."""
    obj = _asked(exchange)
    name = obj["metadata"].get("name", "")
    bindings.bind(exchange.api, exchange.info.namespace, name, bindings.target(obj), user=exchange.user)
    return exchange.document(bindings.created(), 201)


# Where the parts of the control plane tell of their health.
_COMPONENTS = {
    "controller-manager": ("kube-controller-manager", 10257), "scheduler": ("kube-scheduler", 10259), "etcd-0": ("", 0),
}  # fmt: skip


def component_statuses(exchange: Exchange) -> Response:
    """The parts of the control plane, as the API server finds them from its machine."""
    found = {name: _component(name, port, up=exchange.api.runs(part)) for name, (part, port) in _COMPONENTS.items()}
    if exchange.info.verb == "list":
        labels, fields = selectors(exchange.target, list_options(exchange.query))
        listed = [item for item in found.values() if fields.matches(item) and labels.matches({})]
        return represent_list(exchange, listed, {})
    if exchange.info.verb != "get":
        raise not_allowed()
    if exchange.info.name not in found:
        raise not_found("", "componentstatuses", exchange.info.name)
    return represent(exchange, found[exchange.info.name])


def _component(name: str, port: int, *, up: bool) -> Object:
    where = f"127.0.0.1:{port}"
    message = "ok" if up else f'Get "https://{where}/healthz": dial tcp {where}: connect: connection refused'
    condition = {"type": "Healthy", "status": "True" if up else "False", "message": message}
    meta = {"name": name}
    return {"kind": "ComponentStatus", "apiVersion": "v1", "metadata": meta, "conditions": [condition]}


HANDLERS: dict[tuple[str, str], Handler] = {
    ("authorization.k8s.io", "selfsubjectaccessreviews"): self_subject_access,
    ("authorization.k8s.io", "selfsubjectrulesreviews"): self_subject_rules,
    ("authorization.k8s.io", "subjectaccessreviews"): subject_access,
    ("authorization.k8s.io", "localsubjectaccessreviews"): local_subject_access,
    ("authentication.k8s.io", "selfsubjectreviews"): self_subject,
    ("authentication.k8s.io", "tokenreviews"): token_review,
    ("", "bindings"): binding,
    ("", "componentstatuses"): component_statuses,
}
