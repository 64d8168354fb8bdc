"""YAML and JSON as Helm reads and writes values: numbers are float64, the top is a map.

Follows sigs.k8s.io/yaml and helm pkg/chart/common/values.go.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.manifests import ManifestError, load
from app.kubectl.output.golang.values import map_numbers
from app.kubectl.output.json_text import compact_json
from app.kubectl.output.yaml_text import yaml_text


class ValuesError(ValueError):
    """A text that is no YAML, or no map; the text is sigs.k8s.io/yaml's."""


def floats(value: Any) -> Any:
    """`value` with every whole number as float64, as encoding/json decodes it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return map_numbers(value, floats)


def load_any(text: str | bytes) -> Any:
    """Any YAML document; ValuesError."""
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    try:
        return floats(load(data))
    except ManifestError as wrong:
        raise ValuesError(f"error converting YAML to JSON: {wrong}") from None


def load_map(text: str | bytes) -> dict[str, Any]:
    """A YAML document that is a map; nothing is an empty one. ValuesError."""
    value = load_any(text)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValuesError(unmarshal_problem(value, "map[string]interface {}"))
    return value


def unmarshal_problem(value: Any, wanted: str) -> str:
    """What sigs.k8s.io/yaml says when a document is of another type."""
    return f"error unmarshaling JSON: while decoding JSON: {json_problem(value, wanted)}"


def json_problem(value: Any, wanted: str) -> str:
    """What encoding/json says when a document is of another type."""
    names = {dict: "object", list: "array", str: "string", bool: "bool"}
    return f"json: cannot unmarshal {names.get(type(value), 'number')} into Go value of type {wanted}"


def read_json(text: str) -> Any:
    """A JSON document with float64 numbers; ValueError in encoding/json's words."""
    try:
        return floats(orjson.loads(text))
    except orjson.JSONDecodeError as wrong:
        raise ValueError(_json_syntax(text, wrong.pos)) from None


def _json_syntax(text: str, position: int) -> str:
    rest = text[position:].lstrip()
    if not rest:
        return "unexpected end of JSON input"
    return f"invalid character '{rest[0]}' looking for beginning of value"


def write_yaml(value: Any) -> str:
    """`value` as YAML with a newline at its end."""
    return yaml_text(plain(value))


def write_json(value: Any) -> str:
    """`value` as compact JSON, keys sorted, `<`, `>` and `&` escaped."""
    return compact_json(plain(value))


def plain(value: Any) -> Any:
    """`value` as the JSON encoder sees it: only dicts, lists, texts, numbers, bools and None."""
    if (listed := getattr(value, "listed", None)) is not None:  # a list with methods
        return list(listed)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        import base64  # noqa: PLC0415 - bytes are rare here

        return base64.b64encode(value).decode()
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return int(value)
    return value if isinstance(value, float) else str(value)
