"""Field errors are data: what is wrong with which field, rendered in the API server's words in one place.

Follows kubernetes apimachinery/pkg/util/validation/field/errors.go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.sim.go_strings import quote

_TITLES = {
    "FieldValueNotFound": "Not found",
    "FieldValueRequired": "Required value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
    "InternalError": "Internal error",
    "FieldValueTypeInvalid": "Invalid value",
}
_VALUELESS = {"FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong", "InternalError"}

_HTML = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}  # as Go's encoding/json has them


@dataclass(frozen=True, slots=True)
class Bare:
    """A bad value that is printed as it stands, without quotes."""

    text: str


OMITTED: Final = Bare("")
"""The bad value of an error that shows none."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """`type` is the cause's reason (`FieldValueInvalid`), `field` a path such as `spec.ports[0].name`."""

    type: str
    field: str
    bad_value: Any = None
    detail: str = ""

    def body(self) -> str:
        """The message without the field, which is what Status causes carry."""
        text = _TITLES[self.type]
        if self.type not in _VALUELESS and self.bad_value is not OMITTED:
            text += f": {show(self.bad_value)}"
        return f"{text}: {self.detail}" if self.detail else text

    def __str__(self) -> str:
        return f"{self.field}: {self.body()}"


Errors = list[FieldError]


def required(path: str, detail: str = "") -> FieldError:
    """`spec.containers: Required value`."""
    return FieldError("FieldValueRequired", path, "", detail)


def invalid(path: str, value: Any, detail: str) -> FieldError:
    """`spec.replicas: Invalid value: -1: must be greater than or equal to 0`."""
    return FieldError("FieldValueInvalid", path, value, detail)


def forbidden(path: str, detail: str) -> FieldError:
    """`spec: Forbidden: detail`."""
    return FieldError("FieldValueForbidden", path, "", detail)


def duplicate(path: str, value: Any) -> FieldError:
    """`spec.containers[1].name: Duplicate value: "web"`."""
    return FieldError("FieldValueDuplicate", path, value)


def not_found(path: str, value: Any) -> FieldError:
    """`spec.containers[0].volumeMounts[0].name: Not found: "data"`."""
    return FieldError("FieldValueNotFound", path, value)


def not_supported(path: str, value: Any, supported: Iterable[str]) -> FieldError:
    """`spec.type: Unsupported value: "x": supported values: "A", "B"`, in the order given."""
    names = ", ".join(quote(name) for name in supported)
    return FieldError("FieldValueNotSupported", path, value, f"supported values: {names}" if names else "")


def too_long(path: str, limit: int) -> FieldError:
    """`data: Too long: may not be more than 1048576 bytes`."""
    return FieldError("FieldValueTooLong", path, "", f"may not be more than {limit} bytes")


def too_many(path: str, actual: int, limit: int) -> FieldError:
    """`spec.x: Too many: 20: must have at most 16 items`."""
    noun = "item" if limit == 1 else "items"
    return FieldError("FieldValueTooMany", path, actual, f"must have at most {limit} {noun}")


def words(text: str) -> list[str]:
    """A long list of names, written as one text."""
    return text.split()


def show(value: Any) -> str:
    """A bad value: text quoted, numbers and booleans plain, the rest as compact JSON."""
    if isinstance(value, Bare):
        return value.text
    if value is None:
        return "null"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.translate(_HTML)


def message(errors: Errors) -> str:
    """All errors as one text: the error itself, or `[a, b]`; repeated ones once.

    Follows kubernetes apimachinery/pkg/util/errors/errors.go: aggregate.Error.
    """
    texts = list(dict.fromkeys(str(error) for error in errors))
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def causes(errors: Errors) -> list[dict[str, str]]:
    """The errors as Status causes."""
    return [{"reason": error.type, "message": error.body(), "field": error.field} for error in errors]
