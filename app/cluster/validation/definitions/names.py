"""Names, columns, selectable fields and subresources of a CustomResourceDefinition.

Follows kubernetes apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.validation.definitions.paths import PathError, read_path
from app.cluster.validation.field_errors import FieldError, duplicate, invalid, required, too_many
from app.sim.names import is_dns_1035_label

Node = dict[str, Any]
MAX_SELECTABLE = 8
_COLUMN_TYPES = ["boolean", "date", "integer", "number", "string"]
_COLUMN_FORMATS = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
_SELECTABLE = (
    "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
)


def check_names(names: Node, path: str) -> Iterator[FieldError]:
    """Those of spec.names."""
    for key in ("plural", "singular", "kind", "listKind"):
        if not names.get(key):
            yield required(f"{path}.{key}")
    for key in ("plural", "singular"):
        yield from _label(f"{path}.{key}", names.get(key) or "")
    for key in ("kind", "listKind"):
        value = names.get(key) or ""
        problems = is_dns_1035_label(value.lower()) if value else []
        if problems:
            text = f"may have mixed case, but should otherwise match: {','.join(problems)}"
            yield invalid(f"{path}.{key}", value, text)
    for index, name in enumerate(names.get("shortNames") or ()):
        yield from _label(f"{path}.shortNames[{index}]", name, empty=True)
    if names.get("kind") and names.get("kind") == names.get("listKind"):
        yield invalid(f"{path}.listKind", names["listKind"], "kind and listKind may not be the same")
    for index, name in enumerate(names.get("categories") or ()):
        yield from _label(f"{path}.categories[{index}]", name, empty=True)


def _label(path: str, value: str, *, empty: bool = False) -> Iterator[FieldError]:
    problems = is_dns_1035_label(value) if value or empty else []
    if problems:
        yield invalid(path, value, ",".join(problems))


def check_columns(columns: list[Node], path: str) -> Iterator[FieldError]:
    """Additional printer columns."""
    for index, column in enumerate(columns):
        at = f"{path}[{index}]"
        kind, form = column.get("type") or "", column.get("format") or ""
        if not column.get("name"):
            yield required(f"{at}.name")
        text = f"must be one of {','.join(_COLUMN_TYPES)}"
        if not kind:
            yield required(f"{at}.type", text)
        elif kind not in _COLUMN_TYPES:
            yield invalid(f"{at}.type", kind, text)
        if form and form not in _COLUMN_FORMATS:
            yield invalid(f"{at}.format", form, f"must be one of {','.join(_COLUMN_FORMATS)}")
        if not column.get("jsonPath"):
            yield required(f"{at}.JSONPath")
        else:
            yield from _simple_path(f"{at}.JSONPath", column["jsonPath"])


def _simple_path(at: str, value: str) -> Iterator[FieldError]:
    if not value.startswith("."):
        yield invalid(at, value, "must be a simple json path starting with .")


def check_subresources(subresources: Node, path: str) -> Iterator[FieldError]:
    """The paths of scale."""
    scale = subresources.get("scale")
    if scale is None:
        return
    for key, home in (("specReplicasPath", ".spec"), ("statusReplicasPath", ".status")):
        at, value = f"{path}.scale.{key}", scale.get(key) or ""
        if not value:
            yield required(at)
        elif not value.startswith("."):
            yield from _simple_path(at, value)
        elif not value.startswith(f"{home}."):
            yield invalid(at, value, f"should be a json path under {home}")
    at, value = f"{path}.scale.labelSelectorPath", scale.get("labelSelectorPath") or ""
    if value and not value.startswith("."):
        yield from _simple_path(at, value)
    elif value and not value.startswith((".spec.", ".status.")):
        yield invalid(at, value, "should be a json path under either .spec or .status")


def check_selectable(fields: list[Node], schema: Node, path: str) -> Iterator[FieldError]:
    """Selectable fields."""
    seen: set[str] = set()
    for index, item in enumerate(fields):
        at, given = f"{path}[{index}].jsonPath", item.get("jsonPath") or ""
        if not given:
            yield required(at)
            continue
        try:
            found, node = read_path(given, schema, brackets=False)
        except PathError as problem:
            yield invalid(at, given, f"is an invalid path: {problem}")
            continue
        if found.partition(".")[0] == "metadata":
            yield invalid(at, given, "must not point to fields in metadata")
        if node.get("type") not in {"string", "boolean", "integer"}:
            yield invalid(at, given, _SELECTABLE)
        if found in seen:
            yield duplicate(at, given)
        seen.add(found)
    if len(seen) > MAX_SELECTABLE:
        yield too_many(path, len(seen), MAX_SELECTABLE)
