"""Policies with their bindings and parameters, as they concern a write.

Follows kubernetes apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.admission.matching import matches
from app.cluster.api.objects import Object, labels_of
from app.cluster.api.store import ResourceKey
from app.sim.label_selectors import LabelSelector

GROUP = "admissionregistration.k8s.io"


@dataclass(frozen=True)
class Invocation:
    """A policy through a binding, with one parameter object (or none); `problem` says why it cannot be asked."""

    policy: Object
    binding: Object
    params: Object | None = None
    problem: str = ""

    @property
    def strict(self) -> bool:
        """Whether what goes wrong refuses the write."""
        return bool(self.policy["spec"].get("failurePolicy", "Fail") == "Fail")


class BindingError(Exception):
    """A binding whose parameters cannot be had."""


def invocations(attributes: Attributes, policies: ResourceKey, bindings: ResourceKey) -> Iterator[Invocation]:
    """Everything that has to be asked about a write, in the order of the policies' names."""
    store = attributes.api.store
    if not store.size(bindings) or attributes.key[0] == GROUP:
        return
    by_policy: dict[str, list[Object]] = {}
    for binding in store.list(bindings):
        by_policy.setdefault(binding["spec"].get("policyName", ""), []).append(binding)
    for name in sorted(by_policy):
        policy = store.get(policies, "", name)
        if policy is None or not matches(attributes, policy["spec"].get("matchConstraints") or {}, required=True):
            continue
        for binding in by_policy[name]:
            if matches(attributes, binding["spec"].get("matchResources") or {}, required=False):
                yield from _with_params(attributes, policy, binding)


def _with_params(attributes: Attributes, policy: Object, binding: Object) -> Iterator[Invocation]:
    try:
        found = _params(attributes, policy["spec"].get("paramKind"), binding["spec"].get("paramRef"))
    except BindingError as problem:
        yield Invocation(policy, binding, None, f"failed to configure binding: {problem}")
        return
    for params in found:
        yield Invocation(policy, binding, params)


def _params(attributes: Attributes, kind: Any, reference: Any) -> list[Object | None]:
    if not kind or not reference:
        return [None]
    group = kind["apiVersion"].rpartition("/")[0]
    resource = attributes.api.resources.of_kind(group, kind["kind"])
    if resource is None:
        shown = f"&ParamKind{{APIVersion:{kind['apiVersion']},Kind:{kind['kind']},}}"
        raise BindingError(f"paramKind kind `{shown}` not known")
    space = reference.get("namespace") or ""
    if resource.kind.namespaced:
        space = space or attributes.namespace
        if not space:
            raise BindingError("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources")
    elif space:
        raise BindingError("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
    store = attributes.api.store
    found: list[Object | None]
    if reference.get("name"):
        one = store.get(resource.key, space, reference["name"])
        found = [one] if one is not None else []
    else:
        selector = LabelSelector.of(reference.get("selector"))
        found = [item for item in store.list(resource.key, space or None) if selector.matches(labels_of(item))]
    if not found and reference.get("parameterNotFoundAction") == "Deny":
        raise BindingError("no params found for policy binding with `Deny` parameterNotFoundAction")
    return found
