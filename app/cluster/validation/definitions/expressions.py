"""The rules of x-kubernetes-validations: their texts, and whether they compile.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go, and
apiextensions-apiserver/pkg/apis/apiextensions/validation/{validation,cel_validation}.go for what they may cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cluster.cel import BOOL, STRING, CelError, Program, Type, compile_expression
from app.cluster.cel.cost import estimate
from app.cluster.cel.schema_types import type_of
from app.cluster.cel.sizes import Declared, cardinality, declared
from app.cluster.cel.types import optional_of
from app.cluster.validation.definitions.paths import PathError, read_path
from app.cluster.validation.field_errors import (
    Bare,
    Errors,
    FieldError,
    forbidden,
    invalid,
    not_supported,
    required,
    show,
)

Node = dict[str, Any]
SELF_TYPE = "selfType1"  # upstream numbers it by the clock, so that nobody relies on it
_REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"]
LIMIT, TOTAL_LIMIT = 10_000_000, 100_000_000  # of one rule, of all rules of a schema
MOST = (1 << 64) - 1
_ADVICE = (
    "try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are "
    "declared"
)
CONTRIBUTED = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
NAMED, NOTABLE = 4, TOTAL_LIMIT // 100  # expensive rules that are named when all together are too expensive
Costs = list[tuple[str, int]]  # (place, cost) of every expression
_FIELDS = ("rule", "message", "messageExpression")


def check_texts(rules: list[Node], schema: Node, path: str) -> Iterator[FieldError]:
    """What is wrong with the rules before anything is compiled."""
    for index, rule in enumerate(rules):
        yield from _texts(rule, schema, f"{path}.x-kubernetes-validations[{index}]")


def _lines(text: str) -> bool:
    return "\n" in text or "\r" in text


def _texts(rule: Node, schema: Node, at: str) -> Iterator[FieldError]:
    source, message, expression = (rule.get(key) or "" for key in _FIELDS)
    if not source.strip():
        yield required(f"{at}.rule", "rule is not specified")
    elif message and not message.strip():
        yield invalid(f"{at}.message", message, "message must be non-empty if specified")
    elif _lines(message.strip()):
        yield invalid(f"{at}.message", message, "message must not contain line breaks")
    elif _lines(source.strip()) and not message.strip():
        yield required(f"{at}.message", "message must be specified if rule contains line breaks")
    if expression and not expression.strip():
        yield required(f"{at}.messageExpression", "messageExpression must be non-empty if specified")
    reason, place = rule.get("reason"), rule.get("fieldPath") or ""
    if reason is not None and reason not in _REASONS:
        yield not_supported(f"{at}.reason", reason, _REASONS)
    if place and not place.strip():
        yield invalid(f"{at}.fieldPath", place, "fieldPath must be non-empty if specified")
    if _lines(place):
        yield invalid(f"{at}.fieldPath", place, "fieldPath must not contain line breaks")
    if place:
        try:
            read_path(place, schema)
        except PathError:
            yield invalid(f"{at}.fieldPath", place, "fieldPath must be a valid path")


def rule_variables(schema: Node, rule: Node, *, root: bool) -> dict[str, Type] | None:
    """The types of self and oldSelf for a rule; None when rules cannot stand here."""
    found = type_of(schema, SELF_TYPE, root=root)
    if found is None:
        return None
    return {"self": found, "oldSelf": optional_of(found) if rule.get("optionalOldSelf") else found}


def compile_rule(source: str, variables: dict[str, Type], wanted: Type, problem: str) -> Program:
    """A rule or message; CelError when it does not compile or is of another type."""
    program = compile_expression(source, variables)
    if program.result != wanted:
        raise CelError(problem)
    return program


def check_expressions(
    rules: list[Node], schema: Node, path: str, *, root: bool, uncorrelated: str, times: int | None, costs: Costs
) -> Errors:
    """Whether the rules of one node compile and can be afforded; `times`: how often they may run, if known.

    What they cost is added to `costs`.
    """
    errors: Errors = []
    bounds = declared(schema, root=root)
    for index, rule in enumerate(rules):
        at = f"{path}.x-kubernetes-validations[{index}]"
        variables = rule_variables(schema, rule, root=root)
        if variables is None or bounds is None:
            kind, keeps = schema.get("type") or "", bool(schema.get("x-kubernetes-preserve-unknown-fields"))
            text = (
                "internal error: failed to construct type information for x-kubernetes-validations rules: rule "
                f"declared on schema that does not support validation rules type: '{kind}' "
                f"x-kubernetes-preserve-unknown-fields: '{'true' if keeps else 'false'}'"
            )
            return [FieldError("InternalError", f"{path}.x-kubernetes-validations", "", text)]
        often = cardinality(bounds.least) if times is None else times
        errors += _compiled(rule, variables, at, uncorrelated, _Budget(bounds, often, costs))
    return errors


@dataclass(frozen=True)
class _Budget:
    """What the expressions of one node may cost: `costs` takes down what they do."""

    bounds: Declared
    times: int
    costs: Costs

    def check(self, source: str, variables: dict[str, Type], at: str, what: str) -> Iterator[FieldError]:
        """Whether an expression can be afforded."""
        cost = estimate(source, variables, self.bounds)
        if what == "rule":
            cost = min(MOST, cost * self.times)
        if cost > LIMIT:
            yield forbidden(at, _too_much(f"estimated {what} cost", cost, LIMIT))
        self.costs.append((at, cost))


def _too_much(what: str, cost: int, limit: int) -> str:
    factor = cost / limit
    shown = "more than 100x" if factor > 100 else f"{factor:f}x" if factor < 1.5 else f"{factor:.1f}x"
    return f"{what} exceeds budget by factor of {shown} ({_ADVICE})"


def _compiled(
    rule: Node, variables: dict[str, Type], at: str, uncorrelated: str, budget: _Budget
) -> Iterator[FieldError]:
    uses_old = False
    try:
        program = compile_rule(rule["rule"], variables, BOOL, "")
        uses_old = "oldSelf" in program.names
    except CelError as problem:
        text = f"compilation failed: {problem}" if str(problem) else "cel expression must evaluate to a bool"
        yield invalid(f"{at}.rule", _shown(rule), text)
        return
    yield from budget.check(rule["rule"], variables, f"{at}.rule", "rule")
    if rule.get("messageExpression"):
        try:
            compile_rule(rule["messageExpression"], variables, STRING, "")
            where = f"{at}.messageExpression"
            yield from budget.check(rule["messageExpression"], variables, where, "messageExpression")
        except CelError as problem:
            failed = f"messageExpression compilation failed: {problem}"
            text = failed if str(problem) else "messageExpression must evaluate to a string"
            yield invalid(f"{at}.messageExpression", _shown(rule), text)
    if uses_old and uncorrelated:
        text = f"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelated}"
        yield invalid(f"{at}.rule", rule["rule"], text)
    elif not uses_old and rule.get("optionalOldSelf") is not None:
        text = "may not be set if oldSelf is not used in rule"
        yield invalid(f"{at}.optionalOldSelf", rule["optionalOldSelf"], text)


def total_cost(costs: Costs, path: str) -> Iterator[FieldError]:
    """What is said when all rules of a schema are too expensive together."""
    total = min(MOST, sum(cost for _, cost in costs))
    if total > TOTAL_LIMIT:
        notable = [one for one in costs if one[1] >= NOTABLE]
        for place, _ in sorted(notable, key=lambda one: -one[1])[:NAMED]:
            yield forbidden(place, CONTRIBUTED)
        what = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema"
        yield forbidden(path, _too_much(what, total, TOTAL_LIMIT))


def _shown(rule: Node) -> Bare:
    """A rule as its internal struct prints."""
    found = {
        "Rule": rule.get("rule") or "",
        "Message": rule.get("message") or "",
        "MessageExpression": rule.get("messageExpression") or "",
        "Reason": rule.get("reason"),
        "FieldPath": rule.get("fieldPath") or "",
        "OptionalOldSelf": rule.get("optionalOldSelf"),
    }
    return Bare(show(found))
