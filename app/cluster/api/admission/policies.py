"""Validating admission policies: rules that learners write in CEL.

Follows kubernetes apiserver/pkg/admission/plugin/policy/validating/{dispatcher,validator}.go. What would go to an audit
log goes nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.admission.expressions import Expressions, Failure, OutOfBudgetError
from app.cluster.api.admission.invocations import GROUP, Invocation, invocations
from app.cluster.api.errors import ApiError, error
from app.cluster.api.objects import Object, name_of
from app.cluster.cel.meter import BUDGET
from app.cluster.cel.values import type_name

POLICIES, BINDINGS = (GROUP, "validatingadmissionpolicies"), (GROUP, "validatingadmissionpolicybindings")
MAX_MESSAGE = 5 * 1024
_CODES = {"Invalid": 422, "Forbidden": 403, "Unauthorized": 401, "RequestEntityTooLarge": 413}
_OPERATIONS = frozenset({"CREATE", "UPDATE", "DELETE", "CONNECT"})


@dataclass(frozen=True)
class Denial:
    """What a rule has against a write; `always` refuses whatever the binding's actions are."""

    text: str
    reason: str = "Invalid"
    always: bool = False


def validate(attributes: Attributes) -> None:
    """ApiError for the first rule that denies; warnings for those that only warn."""
    first: ApiError | None = None
    for invocation in invocations(attributes, POLICIES, BINDINGS):
        actions = invocation.binding["spec"].get("validationActions") or ()
        for denial in _judge(attributes, invocation):
            who = _who(invocation)
            if "Warn" in actions and not denial.always:
                attributes.call.warn(f"Validation failed for {who}: {denial.text}")
            if ("Deny" in actions or denial.always) and first is None:
                first = _denied(attributes, who, denial)
    if first is not None:
        raise first


def _who(invocation: Invocation) -> str:
    return f"ValidatingAdmissionPolicy '{name_of(invocation.policy)}' with binding '{name_of(invocation.binding)}'"


def _judge(attributes: Attributes, invocation: Invocation) -> Iterator[Denial]:
    strict, spec = invocation.strict, invocation.policy["spec"]
    if invocation.problem:
        if strict:
            yield Denial(invocation.problem, always=True)
        return
    expressions = Expressions(attributes, invocation.policy, spec, invocation.params)
    try:
        if not expressions.all_true(spec.get("matchConditions") or ()):
            return
    except Failure as problem:
        if strict:
            yield Denial(str(problem))
        return
    try:
        verdicts = [_verdict(expressions, rule) for rule in spec.get("validations") or ()]
        yield from _denials(expressions, verdicts, strict=strict)
        expressions.budget = BUDGET
        notes = [one for note in spec.get("auditAnnotations") or () for one in _annotation(expressions, note)]
    except OutOfBudgetError as problem:
        if strict:
            yield Denial(str(problem))
        return
    yield from (one.denial for one in notes if strict or not one.failed)


@dataclass(frozen=True)
class _Verdict:
    """What became of a rule: its error's text, or whether it holds."""

    rule: Object
    holds: bool
    problem: str = ""


def _verdict(expressions: Expressions, rule: Object) -> _Verdict:
    try:
        return _Verdict(rule, expressions.value(rule["expression"]) is True)
    except OutOfBudgetError:
        raise
    except Failure as problem:
        return _Verdict(rule, holds=False, problem=str(problem))


def _denials(expressions: Expressions, verdicts: list[_Verdict], *, strict: bool) -> Iterator[Denial]:
    """Messages are made after all rules were looked at, of those that hold as well."""
    beyond = ""
    messages: list[str] = []
    try:
        messages = [_message(expressions, one.rule.get("messageExpression")) for one in verdicts]
    except OutOfBudgetError as problem:
        beyond = f"failed messageExpression: {problem}"
    for index, one in enumerate(verdicts):
        if one.problem or beyond:
            yield from [Denial(one.problem or beyond)] if strict else []
        elif not one.holds:
            rule = one.rule
            text = messages[index] or str(rule.get("message") or "").strip()
            yield Denial(text or f"failed expression: {rule['expression'].strip()}", rule.get("reason") or "Invalid")


def _message(expressions: Expressions, source: str | None) -> str:
    if not source:
        return ""
    try:
        found = expressions.value(source)
    except OutOfBudgetError:
        raise
    except Failure:
        return ""
    text = found.strip() if isinstance(found, str) else ""
    return "" if "\n" in text or len(text.encode()) > MAX_MESSAGE else text


@dataclass(frozen=True)
class _Note:
    denial: Denial
    failed: bool = True


def _annotation(expressions: Expressions, note: Object) -> Iterator[_Note]:
    source = note["valueExpression"]
    try:
        value: Any = expressions.value(source)
    except OutOfBudgetError:
        raise
    except Failure as problem:
        yield _Note(Denial(str(problem), always=True))
        return
    if value is not None and not isinstance(value, str):
        kind = type_name(value)
        text = f"valueExpression '{source}' resulted in unsupported return type: {kind}. Return type must be either "
        yield _Note(Denial(text + "string or null.", always=True), failed=False)


def _denied(attributes: Attributes, who: str, denial: Denial) -> ApiError:
    message = f"{who} denied request: {denial.text}"
    refusal = attributes.forbid(message)
    details = {**refusal.status.get("details", {}), "causes": [{"message": message}]}
    return error(denial.reason, refusal.status["message"], code=_CODES.get(denial.reason, 422), details=details)


PLUGIN = Plugin(
    "ValidatingAdmissionPolicy",
    validate=validate,
    operations=_OPERATIONS,
    subresources=None,
)
