"""Chart.yaml: its fields, what is wrong with it, and how it is written.

Follows helm pkg/chart/v2/metadata.go, dependency.go.
"""

from __future__ import annotations

import re
from typing import Any

from app.helm import semver
from app.helm.errors import HelmError
from app.helm.yaml_values import ValuesError, load_any
from app.kubectl.output.golang.printing import format_json_float

FIELDS = (
    "name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion", "condition",
    "tags", "appVersion", "deprecated", "annotations", "kubeVersion", "dependencies", "type",
)  # fmt: skip
_LISTS = {"sources", "keywords", "maintainers", "dependencies"}
_ALIAS = re.compile(r"[a-zA-Z0-9_-]+\Z")
_BARE = {"name", "version", "appVersion", "description"}


def parse(data: bytes) -> dict[str, Any]:
    """Chart.yaml as metadata; ValuesError for what is no YAML."""
    raw = load_any(data)
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise ValuesError("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal into Go value of "
                          "type chart.Metadata")  # fmt: skip
    found = {name: raw[name] for name in FIELDS if raw.get(name) not in (None, "", [], {}, False)}
    for name in ("version", "appVersion", "kubeVersion", "name"):
        if isinstance(found.get(name), bool | float):
            found[name] = _scalar_text(found[name])
    return found


def _scalar_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_json_float(value)


def validate(metadata: dict[str, Any]) -> None:
    """HelmError for the first thing that is wrong. A chart without apiVersion counts as v1."""

    def refuse(problem: str) -> HelmError:
        return HelmError(f"validation: {problem}")

    if not metadata.get("apiVersion"):
        raise refuse("chart.metadata.apiVersion is required")
    if not metadata.get("name"):
        raise refuse("chart.metadata.name is required")
    if metadata["name"] != metadata["name"].rpartition("/")[2]:
        raise refuse(f'chart.metadata.name "{metadata["name"]}" is invalid')
    if not metadata.get("version"):
        raise refuse("chart.metadata.version is required")
    try:
        semver.parse(str(metadata["version"]))
    except semver.VersionError:
        raise refuse(f'chart.metadata.version "{metadata["version"]}" is invalid') from None
    if metadata.get("type", "application") not in {"application", "library"}:
        raise refuse("chart.metadata.type must be application or library")
    _validate_dependencies(metadata.get("dependencies") or [], refuse)


def _validate_dependencies(dependencies: list[Any], refuse: Any) -> None:
    seen: set[str] = set()
    for dependency in dependencies:
        if not isinstance(dependency, dict):
            raise refuse("dependencies must not contain empty or null nodes")
        alias = dependency.get("alias")
        if alias and not _ALIAS.match(str(alias)):
            raise refuse(f'dependency "{dependency.get("name", "")}" has disallowed characters in the alias')
        key = str(alias or dependency.get("name", ""))
        if key in seen:
            raise refuse(f'more than one dependency with name or alias "{key}"')
        seen.add(key)


_EMPTY_MAINTAINER: dict[str, Any] = {"Name": "", "Email": "", "URL": ""}
_EMPTY_DEPENDENCY: dict[str, Any] = {
    "Name": "", "Version": "", "Repository": "", "Condition": "", "Tags": [], "Enabled": False, "ImportValues": [],
    "Alias": "",
}  # fmt: skip


def seen_by_templates(metadata: dict[str, Any], is_root: bool) -> dict[str, Any]:
    """`.Chart`: every field by its Go name, empty ones too."""
    table: dict[str, Any] = {}
    for name in FIELDS:
        empty: Any = [] if name in _LISTS else {} if name == "annotations" else False if name == "deprecated" else ""
        value = metadata.get(name, empty)
        if name in {"maintainers", "dependencies"}:
            empty_entry = _EMPTY_DEPENDENCY if name == "dependencies" else _EMPTY_MAINTAINER
            value = [{**empty_entry, **{_go_name(key): item for key, item in entry.items()}} for entry in value]
        table[_go_name(name)] = value
    return {**table, "IsRoot": is_root}


def _go_name(name: str) -> str:
    special = {"apiVersion": "APIVersion", "url": "URL", "import-values": "ImportValues"}
    return special.get(name, name[:1].upper() + name[1:])
