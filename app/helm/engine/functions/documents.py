"""YAML, JSON and TOML in templates. Follows helm pkg/engine/funcs.go and sprig's toJson family."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

import orjson

from app.helm.toml_text import toml_text
from app.helm.yaml_values import ValuesError, json_problem, load_any, plain, read_json, unmarshal_problem, write_json
from app.helm.yaml_values import write_yaml as write
from app.kubectl.output.errors import OutputError
from app.kubectl.output.gotemplate.builtins import CallError, Function

_MAP = "map[string]interface {}"
_LIST = "[]interface {}"


def _to_yaml(value: Any) -> str:
    try:
        return write(value).removesuffix("\n")
    except OutputError:
        return ""


def _to_yaml_pretty(value: Any) -> str:
    """Lists are indented below their key."""
    lines: list[str] = []
    for line in _pretty(plain(value), 0):
        lines.append(line)
    return "\n".join(lines)


def _pretty(value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, dict) and value:
        lines = []
        for key in sorted(value):
            item = value[key]
            head = write({key: None}).removesuffix(": null\n")
            if isinstance(item, dict | list) and item:
                lines += [f"{pad}{head}:", *_pretty(item, indent + 2)]
            else:
                lines += [pad + line for line in write({key: item}).removesuffix("\n").split("\n")]
        return lines
    if isinstance(value, list) and value:
        lines = []
        for item in value:
            inner = _pretty(item, indent + 2)
            lines += [f"{pad}- {inner[0].lstrip(' ')}", *inner[1:]]
        return lines
    return [pad + line for line in write(value).removesuffix("\n").split("\n")]


def _from_yaml(text: str) -> dict[str, Any]:
    try:
        value = load_any(text)
    except ValuesError as wrong:
        return {"Error": str(wrong)}
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"Error": unmarshal_problem(value, _MAP)}


def _from_yaml_array(text: str) -> list[Any]:
    try:
        value = load_any(text)
    except ValuesError as wrong:
        return [str(wrong)]
    if value is None:
        return []
    return value if isinstance(value, list) else [unmarshal_problem(value, _LIST)]


def _from_json(text: str) -> dict[str, Any]:
    try:
        value = read_json(text)
    except ValueError as wrong:
        return {"Error": str(wrong)}
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"Error": json_problem(value, _MAP)}


def _from_json_array(text: str) -> list[Any]:
    try:
        value = read_json(text)
    except ValueError as wrong:
        return [str(wrong)]
    if value is None:
        return []
    return value if isinstance(value, list) else [json_problem(value, _LIST)]


def _must_read(text: str) -> Any:
    try:
        return read_json(text)
    except ValueError as wrong:
        raise CallError(str(wrong)) from None


def _pretty_json(value: Any) -> str:
    text = orjson.dumps(orjson.loads(write_json(value)), option=orjson.OPT_INDENT_2).decode()
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _raw_json(value: Any) -> str:
    return re.sub(r"\\u(003c|003e|0026)", lambda match: chr(int(match[1], 16)), write_json(value))


def _from_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        return {"Error": f"toml: {wrong}"}


_FORMS: dict[str, Callable[[Any], Any]] = {
    "toYaml": _to_yaml, "toYamlPretty": _to_yaml_pretty, "toJson": write_json, "toPrettyJson": _pretty_json,
    "toRawJson": _raw_json, "toToml": toml_text, "mustToYaml": _to_yaml, "mustToJson": write_json,
    "mustToPrettyJson": _pretty_json, "mustToRawJson": _raw_json, "mustToToml": toml_text,
}  # fmt: skip
_READERS: dict[str, Callable[[str], Any]] = {
    "fromYaml": _from_yaml, "fromYamlArray": _from_yaml_array, "fromJson": _from_json,
    "fromJsonArray": _from_json_array, "mustFromJson": _must_read, "fromToml": _from_toml,
}  # fmt: skip
FUNCTIONS = {name: Function(call, ("any",)) for name, call in _FORMS.items()}
FUNCTIONS |= {name: Function(call, ("string",)) for name, call in _READERS.items()}
