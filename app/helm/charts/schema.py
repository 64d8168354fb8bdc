"""values.schema.json. The words are those of github.com/santhosh-tekuri/jsonschema.

Follows helm pkg/chart/common/util/jsonschema.go.
"""

from __future__ import annotations

from typing import Any

import orjson
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry

from app.helm.charts.model import Chart
from app.helm.errors import HelmError
from app.kubectl.output.golang.printing import format_json_float

_RANKS = {"required": 0, "type": 0, "properties": 2, "patternProperties": 3, "additionalProperties": 4}
_KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


def check_all(chart: Chart, values: dict[str, Any]) -> None:
    """HelmError when values break the schema of the chart or of a subchart."""
    found = "".join(_complaints(chart, values))
    if found:
        raise HelmError(f"values don't meet the specifications of the schema(s) in the following chart(s):\n{found}")


def _complaints(chart: Chart, values: dict[str, Any]) -> list[str]:
    found = []
    if chart.schema is not None:
        problems = problems_of(chart.schema, values)
        if problems:
            found.append(f"{chart.name}:\n{problems}")
    for child in chart.dependencies:
        inside = values.get(child.name)
        if isinstance(inside, dict):
            found += _complaints(child, inside)
    return found


def problems_of(schema: bytes, values: dict[str, Any]) -> str:
    """A line for every breach, each with a newline; empty when there is none. HelmError for a wrong schema."""
    try:
        document = orjson.loads(schema)
        kind = validators.validator_for(document, default=Draft202012Validator)
        kind.check_schema(document)
    except orjson.JSONDecodeError as wrong:
        raise HelmError(f"unable to parse schema: {wrong}") from None
    except SchemaError as wrong:
        raise HelmError(f"unable to compile schema: {wrong.message}") from None
    validator = kind(document, registry=Registry())  # nothing is fetched
    errors = _ordered(list(validator.iter_errors(values)))
    return "".join(line for error in errors for line in _lines(error, 0))


def _ordered(errors: list[ValidationError]) -> list[ValidationError]:
    """As the library meets them: what is wrong with an object itself, then its properties, then the superfluous."""
    return sorted(errors, key=lambda error: [(_RANKS.get(str(p), 1), str(p)) for p in error.absolute_schema_path])


def _lines(error: ValidationError, depth: int) -> list[str]:
    place = "".join(f"/{part}" for part in error.absolute_path)
    own = f"{'  ' * depth}- at '{place}': {_worded(error)}\n"
    return [own, *(line for inner in error.context or [] for line in _lines(inner, depth + 1))]


def _worded(error: ValidationError) -> str:
    limit, value = error.validator_value, error.instance
    match error.validator:
        case "required":
            missing = [name for name in limit if name not in value]
            return f"missing propert{'y' if len(missing) == 1 else 'ies'} {_quoted(missing)}"
        case "type":
            wanted = limit if isinstance(limit, list) else [limit]
            return f"got {_kind(value)}, want {' or '.join(wanted)}"
        case "enum":
            return f"value must be one of {', '.join(map(_shown, limit))}"
        case "const":
            return f"value must be {_shown(limit)}"
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            extra = sorted(name for name in value if name not in known)
            return f"additional properties {_quoted(extra)} not allowed"
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf":
            return f"{error.validator}: got {_shown(value)}, want {_shown(limit)}"
        case "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties":
            return f"{error.validator}: got {len(value)}, want {limit}"
        case "pattern":
            return f"'{value}' does not match pattern '{limit}'"
        case "format":
            return f"'{value}' is not valid {limit}: {error.message}"
        case "anyOf" | "allOf":
            return f"'{error.validator}' failed"
        case "oneOf":
            return "'oneOf' failed, none matched" if error.context else "'oneOf' failed, subschemas match"
        case "not":
            return "'not' failed"
    return str(error.message)


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "number")


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, float):
        return format_json_float(value)
    return orjson.dumps(value).decode()


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
