"""The output formats of `-o` under one roof: a name and its argument make a printer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from app.kubectl.output.custom_columns import CustomColumnsPrinter
from app.kubectl.output.gotemplate.printer import GoTemplatePrinter
from app.kubectl.output.json_text import escaped, indented_json, indented_pieces
from app.kubectl.output.jsonpath.printer import JSONPathPrinter
from app.kubectl.output.yaml_json import print_kyaml, without_managed_fields
from app.kubectl.output.yaml_text import yaml_pieces, yaml_text

_INDENT = re.compile(r"^ +", re.MULTILINE)


class _Json:
    def __init__(self, show_managed_fields: bool, ordered: bool) -> None:
        self.show_managed_fields, self.ordered = show_managed_fields, ordered

    def print(self, obj: dict[str, Any]) -> str:
        shown = obj if self.show_managed_fields else without_managed_fields(obj)
        return (ordered_json(shown, 4) if self.ordered else indented_json(shown)) + "\n"

    def pieces(self, obj: dict[str, Any]) -> Iterator[str]:
        if self.ordered:
            yield self.print(obj)
        else:
            yield from indented_pieces(obj if self.show_managed_fields else without_managed_fields(obj))
            yield "\n"


class _Yaml:
    """YAML documents; from the second on, `---` comes first."""

    def __init__(self, show_managed_fields: bool, kyaml: bool, ordered: bool) -> None:
        self.show_managed_fields, self.kyaml, self.ordered = show_managed_fields, kyaml, ordered
        self.count = 0

    def print(self, obj: dict[str, Any]) -> str:
        self.count += 1
        shown = obj if self.show_managed_fields else without_managed_fields(obj)
        if self.kyaml:
            return print_kyaml(shown, ordered=self.ordered)
        text = yaml_text(shown)
        return text if self.count == 1 else f"---\n{text}"

    def pieces(self, obj: dict[str, Any]) -> Iterator[str]:
        if self.kyaml:
            yield self.print(obj)
            return
        self.count += 1
        if self.count > 1:
            yield "---\n"
        yield from yaml_pieces(obj if self.show_managed_fields else without_managed_fields(obj))


def printer(
    name: str,
    argument: str,
    *,
    allow_missing_keys: bool,
    show_managed_fields: bool,
    no_headers: bool = False,
    ordered: bool = False,
) -> Any:
    """The printer of a format; OutputError for a bad template. `-file` formats come with the file's text."""
    if name == "json":
        return _Json(show_managed_fields, ordered)
    if name in ("yaml", "kyaml"):
        return _Yaml(show_managed_fields, name == "kyaml", ordered)
    if name in ("go-template", "template"):
        return GoTemplatePrinter(argument, allow_missing_keys=allow_missing_keys)
    if name in ("jsonpath", "jsonpath-as-json"):
        as_json = name == "jsonpath-as-json"
        return JSONPathPrinter(argument, allow_missing_keys=allow_missing_keys, as_json=as_json)
    if name == "custom-columns":
        return CustomColumnsPrinter.from_spec(argument, no_headers=no_headers)
    if name == "custom-columns-file":
        return CustomColumnsPrinter.from_template(argument)
    raise LookupError(name)


def ordered_json(obj: Any, indent: int = 2) -> str:
    """JSON with two (or four) blanks of indentation and keys in the order given."""
    text = escaped(orjson.dumps(obj, option=orjson.OPT_INDENT_2).decode())
    return _INDENT.sub(lambda blanks: blanks[0] * (indent // 2), text)


__all__ = ["ordered_json", "printer", "without_managed_fields", "yaml_text"]
