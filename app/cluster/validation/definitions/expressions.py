"""The rules of x-kubernetes-validations: their texts, and whether they compile.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go. Known difference: rules are
refused for their estimated cost only where that is beyond the budget more than a thousandfold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.cel import BOOL, STRING, CelError, Program, Type, compile_expression
from app.cluster.cel.cost import REQUEST, estimate, min_size
from app.cluster.cel.schema_types import type_of
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
LIMIT = 10_000_000  # of one rule
HOPELESS = 1000  # times the limit; below, our estimate is too rough to refuse anything
_ADVICE = (
    "exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and "
    "maxLength where arrays, maps, and strings are declared)"
)
TOO_MUCH = f"estimated rule cost {_ADVICE}"
TOTAL = f"x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema {_ADVICE}"
CONTRIBUTED = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
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
    rules: list[Node], schema: Node, path: str, *, root: bool, uncorrelated: str, cardinality: int | None
) -> Errors:
    """Whether the rules of one node compile and can be afforded; `cardinality`: how often they may run, if known."""
    times = REQUEST // (min_size(schema) + 1) if cardinality is None else cardinality
    errors: Errors = []
    for index, rule in enumerate(rules):
        at = f"{path}.x-kubernetes-validations[{index}]"
        variables = rule_variables(schema, rule, root=root)
        if variables is None:
            kind, keeps = schema.get("type") or "", bool(schema.get("x-kubernetes-preserve-unknown-fields"))
            text = (
                "internal error: failed to construct type information for x-kubernetes-validations rules: rule "
                f"declared on schema that does not support validation rules type: '{kind}' "
                f"x-kubernetes-preserve-unknown-fields: '{'true' if keeps else 'false'}'"
            )
            return [FieldError("InternalError", f"{path}.x-kubernetes-validations", "", text)]
        errors += _compiled(rule, variables, at, uncorrelated, (schema, times))
    return errors


def _compiled(
    rule: Node, variables: dict[str, Type], at: str, uncorrelated: str, sizes: tuple[Node, int]
) -> Iterator[FieldError]:
    uses_old = False
    try:
        program = compile_rule(rule["rule"], variables, BOOL, "")
        uses_old = "oldSelf" in program.names
    except CelError as problem:
        text = f"compilation failed: {problem}" if str(problem) else "cel expression must evaluate to a bool"
        yield invalid(f"{at}.rule", _shown(rule), text)
        return
    if estimate(program.tree, sizes[0]) * sizes[1] > LIMIT * HOPELESS:
        yield forbidden(f"{at}.rule", TOO_MUCH)
    if rule.get("messageExpression"):
        try:
            compile_rule(rule["messageExpression"], variables, STRING, "")
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


def total_cost(errors: Errors, path: str) -> Errors:
    """What is added at the end when rules are too expensive."""
    places = [error.field for error in errors if error.detail == TOO_MUCH]
    return [*(forbidden(place, CONTRIBUTED) for place in places), *([forbidden(path, TOTAL)] if places else [])]


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
