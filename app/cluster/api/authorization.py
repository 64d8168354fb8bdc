"""Who may do what: RBAC over the stored roles and bindings, and the refusals' wording.

Follows kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go and
apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.cluster.api.call import User
from app.cluster.api.errors import ApiError, error, qualified
from app.cluster.api.node_authorizer import decide, node_of

if TYPE_CHECKING:
    from app.cluster.api.api import Api

Rule = dict[str, Any]
RBAC = "rbac.authorization.k8s.io"
ROLES, ROLE_BINDINGS = (RBAC, "roles"), (RBAC, "rolebindings")
CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS = (RBAC, "clusterroles"), (RBAC, "clusterrolebindings")
MASTERS = "system:masters"
NODE_ROLE = "system:node"  # what all nodes may do beyond what is looked at more closely


@dataclass(frozen=True)
class Attributes:
    """One question: may `user` do `verb`? With an empty resource the question is about `path`."""

    user: User
    verb: str
    group: str = ""
    version: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""
    fields: str = ""  # the field selector of a list or watch

    @property
    def full_resource(self) -> str:
        """`pods/log`."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


def forbidden(attributes: Attributes, reason: str = "") -> ApiError:
    """403 in the server's words."""
    message = refusal(attributes)
    if reason:
        message += f": {reason}"
    if not attributes.resource:
        return error("Forbidden", f"forbidden: {message}", details={})
    subject = qualified(attributes.group, attributes.resource)
    if attributes.name:
        subject += f' "{attributes.name}"'
    details = {"name": attributes.name, "group": attributes.group, "kind": attributes.resource}
    return error(
        "Forbidden",
        f"{subject} is forbidden: {message}",
        details={key: value for key, value in details.items() if value},
    )


def refusal(attributes: Attributes) -> str:
    """`User "jane" cannot list resource "pods" in API group "" in the namespace "default"`."""
    who = f'User "{attributes.user.name}" cannot {attributes.verb}'
    if not attributes.resource:
        return f'{who} path "{attributes.path}"'
    what = f'{who} resource "{attributes.full_resource}" in API group "{attributes.group}"'
    if attributes.namespace:
        return f'{what} in the namespace "{attributes.namespace}"'
    return f"{what} at the cluster scope"


def _any(listed: Iterable[str] | None, value: str) -> bool:
    return listed is not None and any(item in ("*", value) for item in listed)


def rule_allows(rule: Rule, attributes: Attributes) -> bool:
    """Whether one policy rule covers a question. Follows pkg/apis/rbac/v1/evaluation_helpers.go."""
    if not _any(rule.get("verbs"), attributes.verb):
        return False
    if not attributes.resource:
        return any(_path_matches(item, attributes.path) for item in rule.get("nonResourceURLs") or ())
    names = rule.get("resourceNames")
    return (
        _any(rule.get("apiGroups"), attributes.group)
        and _resource_matches(rule, attributes)
        and (not names or attributes.name in names)
    )


def _resource_matches(rule: Rule, attributes: Attributes) -> bool:
    listed = rule.get("resources") or ()
    if "*" in listed or attributes.full_resource in listed:
        return True
    return bool(attributes.subresource) and f"*/{attributes.subresource}" in listed


def _path_matches(pattern: str, path: str) -> bool:
    if pattern in ("*", path):
        return True
    return pattern.endswith("*") and path.startswith(pattern.rstrip("*"))


class Authorizer:
    """Answers from the stored RBAC objects; what it derived is kept until one of them changes."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._cluster_rules: dict[tuple[str, tuple[str, ...]], list[Rule]] = {}
        self._namespace_rules: dict[tuple[str, tuple[str, ...], str], list[Rule]] = {}
        for key in (ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS):
            api.store.subscribe(key, self._forget)

    def _forget(self, *_: Any) -> None:
        self._cluster_rules.clear()
        self._namespace_rules.clear()

    def allows(self, attributes: Attributes) -> bool:
        """Whether the question is answered yes."""
        options = self._api.options
        if MASTERS in attributes.user.groups or options.allow_all:
            return True
        if node_of(attributes.user) is not None and self._node_answer(attributes)[0]:
            return True
        if not options.roles:
            return False
        if any(rule_allows(rule, attributes) for rule in self.cluster_rules(attributes.user)):
            return True
        if not attributes.namespace:
            return False
        return any(
            rule_allows(rule, attributes) for rule in self.namespace_rules(attributes.user, attributes.namespace)
        )

    def check(self, attributes: Attributes) -> None:
        """ApiError 403 unless allowed."""
        if not self.allows(attributes):
            raise forbidden(attributes, self.why_not(attributes))

    def _node_answer(self, attributes: Attributes) -> tuple[bool, str]:
        rules = self.role_rules({"kind": "ClusterRole", "name": NODE_ROLE}, "")
        return decide(self._api, attributes, lambda: any(rule_allows(rule, attributes) for rule in rules))

    def why_not(self, attributes: Attributes) -> str:
        """What the authorizers say about a no: of nodes what they lack, of everybody the roles that are not there."""
        found = [self._node_answer(attributes)[1]]
        missing = self.missing_roles(attributes)
        if missing:
            found.append("RBAC: " + (missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]"))
        return "\n".join(filter(None, found))

    def missing_roles(self, attributes: Attributes) -> list[str]:
        """`role.rbac.authorization.k8s.io "x" not found` for roles that a user is bound to and that are not there."""
        return list(self._missing_roles(attributes))

    def _missing_roles(self, attributes: Attributes) -> Iterator[str]:
        store, space = self._api.store, attributes.namespace
        places = [(store.list(CLUSTER_ROLE_BINDINGS), "")]
        if space:
            places.append((store.list(ROLE_BINDINGS, space), space))
        for bindings, namespace in places:
            for binding in bindings:
                reference = binding["roleRef"]
                key = ROLES if reference["kind"] == "Role" else CLUSTER_ROLES
                if store.get(key, namespace if key == ROLES else "", reference["name"]) is None and any(
                    _is_subject(item, attributes.user, namespace) for item in binding.get("subjects") or ()
                ):
                    yield f'{key[1].removesuffix("s")}.{RBAC} "{reference["name"]}" not found'

    def reason(self, attributes: Attributes) -> str:
        """`RBAC: allowed by RoleBinding "x/default" of Role "y" to User "jane"`; empty for masters or a no."""
        if MASTERS in attributes.user.groups:
            return ""
        store, user, space = self._api.store, attributes.user, attributes.namespace
        places: list[tuple[str, list[dict[str, Any]], str]] = [
            ("ClusterRoleBinding", store.list(CLUSTER_ROLE_BINDINGS), "")
        ]
        if space:
            places.append(("RoleBinding", store.list(ROLE_BINDINGS, space), space))
        for kind, bindings, namespace in places:
            for binding in bindings:
                subject = next((s for s in binding.get("subjects") or () if _is_subject(s, user, namespace)), None)
                rules = self.role_rules(binding["roleRef"], namespace) if subject else []
                if subject and any(rule_allows(rule, attributes) for rule in rules):
                    name = binding["metadata"]["name"] + (f"/{namespace}" if namespace else "")
                    role = f'{binding["roleRef"]["kind"]} "{binding["roleRef"]["name"]}"'
                    return f'RBAC: allowed by {kind} "{name}" of {role} to {_subject_text(subject)}'
        return ""

    def cluster_rules(self, user: User) -> list[Rule]:
        """The rules a user has everywhere."""
        place = (user.name, user.groups)
        if place not in self._cluster_rules:
            bindings = self._api.store.list(CLUSTER_ROLE_BINDINGS)
            self._cluster_rules[place] = list(self._rules(bindings, user, ""))
        return self._cluster_rules[place]

    def namespace_rules(self, user: User, namespace: str) -> list[Rule]:
        """The rules that a namespace's role bindings add."""
        place = (user.name, user.groups, namespace)
        if place not in self._namespace_rules:
            bindings = self._api.store.list(ROLE_BINDINGS, namespace)
            self._namespace_rules[place] = list(self._rules(bindings, user, namespace))
        return self._namespace_rules[place]

    def rules_of(self, user: User, namespace: str) -> list[Rule]:
        """Everything that roles let a user do in a namespace; masters have theirs through cluster-admin."""
        local = self.namespace_rules(user, namespace) if namespace else []
        return [*self.cluster_rules(user), *local]

    def _rules(self, bindings: Iterable[dict[str, Any]], user: User, namespace: str) -> Iterator[Rule]:
        for binding in bindings:
            if any(_is_subject(item, user, namespace) for item in binding.get("subjects") or ()):
                yield from self.role_rules(binding["roleRef"], namespace)

    def role_rules(self, reference: dict[str, str], namespace: str) -> list[Rule]:
        """The rules of the role that a roleRef names; none when it is missing."""
        key = ROLES if reference["kind"] == "Role" else CLUSTER_ROLES
        role = self._api.store.get(key, namespace if key == ROLES else "", reference["name"])
        return (role.get("rules") or []) if role else []


def _is_subject(subject: dict[str, str], user: User, namespace: str) -> bool:
    kind, name = subject.get("kind"), subject.get("name", "")
    if kind == "User":
        return user.name == name
    if kind == "Group":
        return name in user.groups
    if kind == "ServiceAccount":
        home = subject.get("namespace") or namespace
        return bool(home) and user.name == f"system:serviceaccount:{home}:{name}"
    return False


def _subject_text(subject: dict[str, str]) -> str:
    if subject["kind"] == "ServiceAccount":
        return f'ServiceAccount "{subject["name"]}/{subject.get("namespace", "")}"'
    return f'{subject["kind"]} "{subject["name"]}"'
