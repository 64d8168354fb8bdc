"""Label selectors that are typed: for choosing among files, and for writing into objects.

Follows kubernetes apimachinery/pkg/apis/meta/v1/helpers.go: ParseToLabelSelector.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kubectl.errors import KubectlError
from app.sim.go_strings import quote
from app.sim.label_selectors import LabelSelector
from app.sim.label_syntax import SelectorError, parse

_SETS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}


def provided(text: str) -> LabelSelector:
    """The selector that is to choose among a file's objects; KubectlError when it is none."""
    try:
        return parse(text)
    except SelectorError as wrong:
        raise KubectlError(f"the provided selector {quote(text)} is not valid: {wrong}") from None


def format_selector(labels: Mapping[str, str]) -> str:
    """`a=b,c=d` of a map of labels, sorted."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items()))


def label_selector(text: str) -> dict[str, Any]:
    """A selector as objects hold it: matchLabels, and matchExpressions for what needs them; ValueError if bad."""
    try:
        requirements = parse(text).requirements
    except SelectorError as wrong:
        raise ValueError(f"couldn't parse the selector string {quote(text)}: {wrong}") from None
    labels: dict[str, str] = {}
    expressions: list[dict[str, Any]] = []
    for each in requirements:
        if each.operator in ("=", "=="):
            labels[each.key] = each.values[0]
        elif each.operator in _SETS:
            values = {"values": list(each.values)} if each.values else {}
            expressions.append({"key": each.key, "operator": _SETS[each.operator], **values})
        else:
            raise ValueError(f"{quote(each.operator)} is not a valid label selector operator")
    return {
        **({"matchLabels": labels} if labels else {}),
        **({"matchExpressions": expressions} if expressions else {}),
    }
