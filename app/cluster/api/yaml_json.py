"""A YAML document as the JSON the API server makes of it.

Follows sigs.k8s.io/yaml: YAML 1.1 booleans, timestamps as text, keys as text, the last of repeated keys counts.
"""

from __future__ import annotations

from typing import Any, ClassVar

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class JsonLoader(_Loader):  # type: ignore[misc]
    """The safe loader without timestamps."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, regexp) for tag, regexp in resolvers if tag != _TIMESTAMP]
        for first, resolvers in _Loader.yaml_implicit_resolvers.items()
    }


def yaml_to_json(text: str) -> Any:
    """The first document of `text` as JSON data; raises yaml.YAMLError."""
    return _json(yaml.load(text, Loader=JsonLoader))


def problem_text(problem: yaml.YAMLError) -> str:
    """What go-yaml says of a document that is none: `yaml: line 2: did not find expected key`.

    Follows go.yaml.in/yaml decode.go: fail, which counts a line more for what the scanner finds.
    """
    if not isinstance(problem, yaml.MarkedYAMLError):
        return f"yaml: {problem}"
    text = problem.problem or "unknown problem parsing YAML content"
    if text == "found undefined alias":
        return "yaml: unknown anchor referenced"
    mark = problem.context_mark if problem.context_mark and problem.context_mark.line else problem.problem_mark
    line = mark.line if mark else 0
    if not line:
        return f"yaml: {text}"
    return f"yaml: line {line + isinstance(problem, yaml.scanner.ScannerError)}: {text}"


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _json(item) for key, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, list) else value


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)
