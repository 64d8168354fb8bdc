"""The expressions of policies and webhooks, compiled once, and what they see of a write.

Follows kubernetes apiserver/pkg/admission/plugin/cel/{activation,composition}.go and
apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.authorization import Attributes as Question
from app.cluster.api.call import service_account_user
from app.cluster.api.objects import Object, uid_of
from app.cluster.cel import Program
from app.cluster.cel.admission import MUTATION_TYPES, Composer, variables_for
from app.cluster.cel.library.authorizers import Authorizer, Check, ResourceCheck
from app.cluster.cel.meter import BUDGET, METER
from app.cluster.cel.values import CelError

NAMESPACES = ("", "namespaces")
CONDITIONS_BUDGET = BUDGET // 4  # of all match conditions
KEPT = 256  # policies and webhooks that stay compiled
_composers: OrderedDict[str, tuple[Object, Composer, dict[str, Program]]] = OrderedDict()


class Failure(Exception):  # noqa: N818 - a verdict that could not be reached, not a bug
    """An expression that went wrong; the text names it."""


class OutOfBudgetError(Failure):
    """All expressions of a policy together have cost too much: nothing of what they say counts."""

    def __init__(self) -> None:
        super().__init__("validation failed due to running out of cost budget, no further validation rules will be run")


class Expressions:
    """The expressions of one policy (or webhook, by `place`) over one write; `budget` is left for them."""

    def __init__(
        self, attributes: Attributes, owner: Object, spec: Object, params: Object | None, place: str = ""
    ) -> None:
        self._composer, self._programs = _composer(owner, spec, place)
        self._values = _Values(attributes, params, self._composer)
        self.budget = BUDGET

    def value(self, expression: str) -> Any:
        """What an expression gives; Failure. Follows apiserver/pkg/admission/plugin/cel/activation.go: Evaluate."""
        try:
            program = self._programs.get(expression)
            if program is None:
                program = self._programs[expression] = self._composer.compile(expression)
        except CelError as problem:
            raise Failure(f"compilation error: compilation failed: {problem}") from None
        found: Any = None
        wrong = ""
        try:
            found = program.run(self._values)
        except CelError as problem:
            wrong = f"expression '{expression}' resulted in error: {problem}"
        if METER.spent > self.budget:
            raise OutOfBudgetError
        self.budget -= METER.spent
        if wrong:
            raise Failure(wrong)
        return found

    def all_true(self, conditions: Iterable[Object]) -> bool:
        """Whether match conditions hold; one that does not counts more than one that fails. Failure."""
        problems: list[str] = []
        before, self.budget = self.budget, CONDITIONS_BUDGET
        try:
            for condition in conditions:
                try:
                    if self.value(condition["expression"]) is not True:
                        return False
                except OutOfBudgetError:
                    raise
                except Failure as problem:
                    problems.append(str(problem))
        finally:
            self.budget = before
        if problems:
            raise Failure(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
        return True


def _composer(owner: Object, spec: Object, place: str) -> tuple[Composer, dict[str, Program]]:
    at = uid_of(owner) + place
    known = _composers.get(at)
    if known is None or known[0] is not spec:
        types = variables_for(params=bool(spec.get("paramKind")))
        known = (spec, Composer(spec.get("variables") or [], types, MUTATION_TYPES), {})
        _composers[at] = known
        if len(_composers) > KEPT:
            _composers.popitem(last=False)
    return known[1], known[2]


class _Composed:
    """The `variables` of a policy, worked out when they are asked for."""

    cel_type = "kubernetes.variables"

    def __init__(self, composer: Composer, values: _Values) -> None:
        self._composer, self._values, self._known = composer, values, dict[str, Any]()

    def cel_field(self, name: str, missing: Any) -> Any:
        """The value of a variable."""
        if name not in self._composer.programs:
            return missing
        if name not in self._known:
            try:
                self._known[name] = self._composer.programs[name].run(self._values)
            except CelError as problem:
                raise CelError(f'composited variable "{name}" fails to evaluate: {problem}') from None
        return self._known[name]


class _Values:
    """What expressions see of a write, by name."""

    def __init__(self, attributes: Attributes, params: Object | None, composer: Composer) -> None:
        self._attributes = attributes
        self._known: dict[str, Any] = {"params": params, "variables": _Composed(composer, self)}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Any:
        attributes = self._attributes
        if name == "object":
            return attributes.obj
        if name == "oldObject":
            return attributes.old
        if name == "request":
            return request_of(attributes)
        if name == "namespaceObject":
            return _namespace(attributes)
        if name == "authorizer":
            return _Authorizer(attributes)
        raise KeyError(name)


class _Authorizer(Authorizer):
    """The authorizer with the resource that the write is about."""

    def __init__(self, attributes: Attributes) -> None:
        super().__init__(lambda check: _decide(attributes, check))
        group, resource = attributes.key
        check = Check(
            group=group,
            resource=resource,
            subresource=attributes.subresource,
            namespace=attributes.namespace,
            name=attributes.name,
        )
        object.__setattr__(self, "requestResource", ResourceCheck(self.decide, check))

    def cel_field(self, name: str, missing: Any) -> Any:
        """`authorizer.requestResource`."""
        return getattr(self, name) if name == "requestResource" else missing


def _decide(attributes: Attributes, check: Check) -> tuple[bool, str]:
    user = service_account_user(*check.service_account) if check.service_account else attributes.user
    question = Question(
        user, check.verb, check.group, "*", check.resource, check.subresource, check.namespace, check.name, check.path
    )
    authorizer = attributes.api.authorizer
    allowed = authorizer.allows(question)
    return allowed, authorizer.reason(question) if allowed else ""


def _namespace(attributes: Attributes) -> Object | None:
    if attributes.key == NAMESPACES or not attributes.namespace:
        return None
    return attributes.api.store.get(NAMESPACES, "", attributes.namespace)


def request_of(attributes: Attributes) -> Object:
    """The admission request of a write, as expressions and webhooks get it, without objects."""
    resource, user = attributes.resource, attributes.user
    version = (attributes.call.api_version or resource.kind.api_version).rpartition("/")[2]
    gvk = {"group": resource.kind.group, "version": version, "kind": attributes.kind or resource.kind.kind}
    gvr = {"group": resource.kind.group, "version": version, "resource": resource.plural}
    info: Object = {"username": user.name}
    info |= {"uid": user.uid} if user.uid else {}
    info |= {"groups": list(user.groups)} if user.groups else {}
    info |= {"extra": user.extra} if user.extra else {}
    sub = {"subResource": attributes.subresource} if attributes.subresource else {}
    return {
        "kind": gvk,
        "resource": gvr,
        **sub,
        "requestKind": gvk,
        "requestResource": gvr,
        **({"requestSubResource": attributes.subresource} if sub else {}),
        **({"name": attributes.name} if attributes.name else {}),
        **({"namespace": attributes.namespace} if attributes.namespace else {}),
        "operation": attributes.operation,
        "userInfo": info,
        "dryRun": attributes.call.dry_run,
    }
