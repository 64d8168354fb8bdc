"""The output formats of `-o` under one roof: a name and its argument make a printer."""

from __future__ import annotations

from typing import Any

import orjson
import yaml

from app.kubectl.output.gotemplate.printer import GoTemplatePrinter
from app.kubectl.output.json_text import indented_json
from app.kubectl.output.jsonpath.printer import JSONPathPrinter


class _Json:
    def __init__(self, show_managed_fields: bool) -> None:
        self.show_managed_fields = show_managed_fields

    def print(self, obj: dict[str, Any]) -> str:
        return indented_json(obj if self.show_managed_fields else without_managed_fields(obj)) + "\n"


class _Yaml:
    """YAML documents; from the second on, `---` comes first."""

    def __init__(self, show_managed_fields: bool) -> None:
        self.show_managed_fields = show_managed_fields
        self.count = 0

    def print(self, obj: dict[str, Any]) -> str:
        self.count += 1
        text = yaml_text(obj if self.show_managed_fields else without_managed_fields(obj))
        return text if self.count == 1 else f"---\n{text}"


def printer(
    name: str, argument: str, *, allow_missing_keys: bool, show_managed_fields: bool, no_headers: bool = False
) -> Any:
    """The printer of a format; OutputError for a bad template. `-file` formats come with the file's text."""
    if name == "json":
        return _Json(show_managed_fields)
    if name in ("yaml", "kyaml"):
        return _Yaml(show_managed_fields)
    if name in ("go-template", "template"):
        return GoTemplatePrinter(argument, allow_missing_keys=allow_missing_keys)
    if name in ("jsonpath", "jsonpath-as-json"):
        as_json = name == "jsonpath-as-json"
        return JSONPathPrinter(argument, allow_missing_keys=allow_missing_keys, as_json=as_json)
    raise LookupError(name)


def yaml_text(obj: Any) -> str:
    """An object as YAML, keys sorted."""
    return yaml.safe_dump(obj, default_flow_style=False, sort_keys=True, width=10**9)


def ordered_json(obj: Any) -> str:
    """JSON with two blanks of indentation and keys in the order given."""
    return orjson.dumps(obj, option=orjson.OPT_INDENT_2).decode()


def without_managed_fields(obj: dict[str, Any]) -> dict[str, Any]:
    """The object (or list) without metadata.managedFields; the original stays as it is."""
    if isinstance(items := obj.get("items"), list):
        return {**obj, "items": [without_managed_fields(item) if isinstance(item, dict) else item for item in items]}
    metadata = obj.get("metadata")
    if isinstance(metadata, dict) and "managedFields" in metadata:
        return {**obj, "metadata": {key: value for key, value in metadata.items() if key != "managedFields"}}
    return obj
