"""The conditions of `kubectl wait --for`.

Follows kubernetes kubectl/pkg/cmd/wait: wait.go, condition.go, json.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kubectl.errors import KubectlError
from app.kubectl.output.golang.printing import format_value
from app.kubectl.output.jsonpath import JSONPathError, evaluate, parse, relaxed_expression
from app.sim.go_strings import quote

Object = dict[str, Any]


@dataclass(frozen=True)
class Condition:
    """What to wait for.

    `kind` is delete, create, condition or jsonpath; `name` the condition's type or the path, `value` what it must be.
    """

    kind: str
    name: str = ""
    value: str | None = None

    def holds(self, obj: Object) -> bool:
        """Whether an object that is there fulfils it."""
        if self.kind == "delete":
            return False
        if self.kind == "create":
            return True
        return _condition_met(obj, self) if self.kind == "condition" else _path_met(obj, self)


def condition_of(word: str) -> Condition:
    """The condition that a word of `--for` names; KubectlError when it is none."""
    if word.lower() in ("delete", "create"):
        return Condition(word.lower())
    if word.startswith("condition="):
        name, equals, value = word.removeprefix("condition=").partition("=")
        return Condition("condition", name, value if equals else "true")
    if word.startswith("jsonpath="):
        return _jsonpath(word.removeprefix("jsonpath="))
    raise KubectlError(f"unrecognized condition: {quote(word)}")


def _jsonpath(text: str) -> Condition:
    """Follows kubernetes kubectl/pkg/cmd/wait/wait.go: processJSONPathInput"""
    parts = _split(text)
    if len(parts) > 2:
        raise KubectlError("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'")  # fmt: skip # noqa: E501
    path = parts[0].strip("'\"") if len(parts) == 1 else parts[0]
    if not path:
        raise KubectlError("jsonpath expression cannot be empty")
    try:
        parse(relaxed_expression(path))
    except JSONPathError as wrong:
        raise KubectlError(str(wrong)) from None
    value = parts[1].strip("'\"") if len(parts) == 2 else None
    if value == "":
        raise KubectlError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3")  # fmt: skip # noqa: E501
    return Condition("jsonpath", path, value)


def _split(text: str) -> list[str]:
    """The text at its single equal signs; `==` belongs to an expression."""
    return [part.replace("\0", "==") for part in text.replace("==", "\0").split("=")]


def _condition_met(obj: Object, wanted: Condition) -> bool:
    metadata, status = obj.get("metadata") or {}, obj.get("status") or {}
    for condition in status.get("conditions") or []:
        if str(condition.get("type", "")).lower() != wanted.name.lower():
            continue
        observed = condition.get("observedGeneration", status.get("observedGeneration"))
        if observed is not None and int(observed) < int(metadata.get("generation") or 0):
            return False
        return str(condition.get("status", "")).lower() == (wanted.value or "").lower()
    return False


def _path_met(obj: Object, wanted: Condition) -> bool:
    try:
        results = evaluate(parse(relaxed_expression(wanted.name)), obj, allow_missing_keys=True)
    except JSONPathError:
        return False
    values = [value for part in results for value in part]
    if not values:
        return False
    if wanted.value is None:
        return True
    if len(values) > 1:
        raise KubectlError("given jsonpath expression matches more than one value")
    if isinstance(values[0], dict | list):
        raise KubectlError("jsonpath leads to a nested object or list which is not supported")
    return format_value(values[0]) == wanted.value
