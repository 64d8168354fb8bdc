"""What a schema's x-kubernetes-validations say about an object.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.cluster.cel import BOOL, STRING, CelError, Program
from app.cluster.cel.meter import BUDGET, EXCEEDED, METER
from app.cluster.cel.schema_types import seen
from app.cluster.cel.values import NONE, some
from app.cluster.validation.definitions.expressions import compile_rule, rule_variables
from app.cluster.validation.definitions.paths import PathError, read_path
from app.cluster.validation.field_errors import FieldError
from app.cluster.validation.schema_values import MISSING, same_item

Node = dict[str, Any]
MAX_MESSAGE = 5 * 1024
OUT_OF_BUDGET = "validation failed due to running out of cost budget, no further validation rules will be run"
KEPT = 64  # schemas whose rules stay compiled


@dataclass(frozen=True)
class Rule:
    """A compiled rule; `problem` says why it is not."""

    given: Node
    program: Program | None
    message: Program | None
    place: str
    problem: str = ""

    @property
    def uses_old(self) -> bool:
        """Whether it is about a change."""
        return self.program is not None and "oldSelf" in self.program.names

    @property
    def words(self) -> str:
        """The rule as errors name it."""
        return str(self.given.get("message") or "").strip() or str(self.given["rule"]).strip()


_compiled: OrderedDict[int, tuple[Node, list[Rule]]] = OrderedDict()


def _rules_of(node: Node, *, root: bool) -> list[Rule]:
    """The compiled rules of a schema node; kept for as long as the node is in use."""
    known = _compiled.get(id(node))
    if known is None or known[0] is not node:
        known = _compiled[id(node)] = (node, [_compile(rule, node, root=root) for rule in _given(node)])
        if len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return known[1]


def _given(node: Node) -> list[Node]:
    return node.get("x-kubernetes-validations") or []


def _compile(rule: Node, node: Node, *, root: bool) -> Rule:
    variables = rule_variables(node, rule, root=root) or {}
    try:
        place = read_path(rule["fieldPath"], node)[0] if rule.get("fieldPath") else ""
        program = compile_rule(rule["rule"], variables, BOOL, "cel expression must evaluate to a bool")
        source = rule.get("messageExpression")
        message = compile_rule(source, variables, STRING, "must evaluate to a string") if source else None
    except (CelError, PathError) as problem:
        return Rule(rule, None, None, "", str(problem))
    return Rule(rule, program, message, place)


@dataclass(frozen=True)
class Verdict:
    """What a rule found; `warns` when the value is as it was, so that it may stay."""

    error: FieldError
    warns: bool = False


@dataclass
class Purse:
    """What the rules of an object may still cost; nothing more is asked when it is empty."""

    left: int = BUDGET

    def pay(self, cost: int) -> bool:
        """Whether that could be afforded."""
        self.left = -1 if cost > self.left else self.left - cost
        return self.left >= 0


def judge(value: Any, old: Any, node: Node) -> Iterator[Verdict]:
    """The verdicts of all rules, parents before children. `old` is MISSING where there was nothing."""
    return _judge(value, old, node, "", Purse(), root=True)


def _judge(value: Any, old: Any, node: Node, path: str, purse: Purse, *, root: bool = False) -> Iterator[Verdict]:
    if value is None:
        return
    if _given(node):
        unchanged = old is not MISSING and old == value
        for rule in _rules_of(node, root=root or bool(node.get("x-kubernetes-embedded-resource"))):
            if purse.left < 0:
                return
            error = _judge_one(rule, value, old, node, path, purse)
            if error is not None:
                yield Verdict(error, warns=unchanged and not rule.uses_old)
    for part in node.get("allOf") or ():
        if _given(part):
            yield from _judge(value, MISSING, part, path, purse)
    if isinstance(value, dict):
        yield from _judge_fields(value, old, node, path, purse)
    elif isinstance(value, list):
        keys = node.get("x-kubernetes-list-map-keys")
        for index, item in enumerate(value):
            before = same_item(item, old, keys)
            yield from _judge(item, before, node.get("items") or {}, f"{path}[{index}]", purse)


def _judge_fields(value: Node, old: Any, node: Node, path: str, purse: Purse) -> Iterator[Verdict]:
    properties, rest = node.get("properties") or {}, node.get("additionalProperties")
    before = old if isinstance(old, dict) and node.get("x-kubernetes-map-type") != "atomic" else {}
    for key in sorted(value):
        if key in properties:
            if "$ref" not in properties[key]:  # metadata
                at = f"{path}.{key}".lstrip(".")
                yield from _judge(value[key], before.get(key, MISSING), properties[key], at, purse)
        elif isinstance(rest, dict):
            yield from _judge(value[key], before.get(key, MISSING), rest, f"{path}[{key}]", purse)


def _judge_one(rule: Rule, value: Any, old: Any, node: Node, path: str, purse: Purse) -> FieldError | None:
    kind = node.get("type", "")
    if rule.program is None:
        return FieldError("FieldValueInvalid", path or "<nil>", kind, f"rule compile error: {rule.problem}")
    optional = bool(rule.given.get("optionalOldSelf"))
    if rule.uses_old and old is MISSING and not optional:
        return None  # a transition rule on something new
    before = None if old is MISSING else seen(old, node)
    variables = {"self": seen(value, node), "oldSelf": before}
    if optional:
        variables["oldSelf"] = NONE if old is MISSING else some(before)
    result, problem = _run(rule.program, variables)
    if not purse.pay(METER.spent):
        return FieldError("FieldValueInvalid", path or "<nil>", kind, OUT_OF_BUDGET)
    if problem is None:
        return None if result is True else _failed(rule, variables, kind, path)
    text = f"{problem} evaluating rule: {rule.words}"
    if problem.startswith("no such overload"):
        text = (
            f"'{problem}': call arguments did not match a supported operator, function or macro signature for "
            f"rule: {rule.words}"
        )
    elif problem == EXCEEDED:
        purse.left = -1
        why = "no further validation rules will be run due to call cost exceeds limit for rule"
        text = f"'{problem}': {why}: {rule.words}"
    return FieldError("FieldValueInvalid", path or "<nil>", kind, text)


def _run(program: Program, variables: Node) -> tuple[object, str | None]:
    """(result, what went wrong)."""
    try:
        return program.run(variables), None
    except CelError as problem:
        return None, str(problem)


def _failed(rule: Rule, variables: Node, kind: str, path: str) -> FieldError:
    place = f"{path}.{rule.place}".strip(".") if rule.place else path
    reason = rule.given.get("reason") or "FieldValueInvalid"
    text = _message(rule, variables) or str(rule.given.get("message") or "").strip() or f"failed rule: {rule.words}"
    return FieldError(reason, place or "<nil>", kind, "" if reason == "FieldValueDuplicate" else text)


def _message(rule: Rule, variables: Node) -> str:
    """What the messageExpression says; empty when it says nothing usable."""
    if rule.message is None:
        return ""
    try:
        found = rule.message.run(variables)
    except CelError:
        return ""
    text = found.strip() if isinstance(found, str) else ""
    return "" if "\n" in text or len(text.encode()) > MAX_MESSAGE else text
