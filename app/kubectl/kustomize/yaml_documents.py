"""YAML as kustomize reads it: `yes`, `on` and `y` are texts, dates are moments; otherwise as kubectl does.

Follows sigs.k8s.io/kustomize kyaml/yaml and go.yaml.in/yaml/v3.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from app.kubectl.kustomize.errors import MalformedError
from app.kubectl.manifests import resolve, split

_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_OLD_BOOLS = {"y", "Y", "n", "N", *(f(word) for word in ("yes", "no", "on", "off")
                                    for f in (str.lower, str.capitalize, str.upper))}  # fmt: skip
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:Z|z)?")


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's words with YAML 1.1's numbers."""


def _scalar(_: _Loader, node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if text in _WORDS:
        return _WORDS[text]
    if text in _OLD_BOOLS or text in ("<<", "="):
        return text
    if _DATE.fullmatch(text):
        return f"{text}T00:00:00Z"
    if match := _MOMENT.fullmatch(text):
        return f"{match[1]}T{match[2]}Z"
    return resolve(text)


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:kubekata,plain", re.compile(r".*", re.DOTALL), None)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^(?:<<)$"), ["<"])
_Loader.yaml_implicit_resolvers["<"].reverse()
_Loader.add_constructor("tag:kubekata,plain", _scalar)
_Loader.add_constructor("tag:yaml.org,2002:merge", _scalar)
_Loader.add_constructor("tag:yaml.org,2002:str", lambda loader, node: str(node.value))


def read_document(data: bytes) -> Any:
    """One document; MalformedError when it is no YAML."""
    try:
        return _plain(yaml.load(data, _Loader))
    except yaml.MarkedYAMLError as wrong:
        raise MalformedError(f"yaml: {_explain(wrong)}") from None
    except yaml.YAMLError as wrong:
        raise MalformedError(f"yaml: {wrong}") from None


def read_documents(data: bytes) -> list[Any]:
    """All documents of a file; those that are null are left out. Raises MalformedError."""
    found = (read_document(part) for part in split(data))
    return [document for document in found if document is not None]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)


def _explain(wrong: yaml.MarkedYAMLError) -> str:
    line = wrong.problem_mark.line if wrong.problem_mark else 0
    if not line:
        return str(wrong.problem)
    return f"line {line + isinstance(wrong, yaml.scanner.ScannerError)}: {wrong.problem}"
