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


def plain_value(text: str) -> Any:
    """What a scalar without quotes stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if text in _OLD_BOOLS or text in ("<<", "="):
        return text
    if _DATE.fullmatch(text):
        return f"{text}T00:00:00Z"
    if match := _MOMENT.fullmatch(text):
        return f"{match[1]}T{match[2]}Z"
    return resolve(text)


def _scalar(_: _Loader, node: yaml.ScalarNode) -> Any:
    return plain_value(str(node.value))


_PLAIN, _NULL = "tag:kubekata,plain", "tag:kubekata,null"
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_PLAIN, re.compile(r".*", re.DOTALL), None)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^(?:<<)$"), ["<"])
_Loader.yaml_implicit_resolvers["<"].reverse()
_Loader.add_constructor(_PLAIN, _scalar)
_Loader.add_constructor(_NULL, lambda loader, node: NullText(node.value))
_Loader.add_constructor("tag:yaml.org,2002:merge", _scalar)
_Loader.add_constructor("tag:yaml.org,2002:str", lambda loader, node: str(node.value))


class NullText(str):
    """How a null was written."""

    __slots__ = ()


def read_document(data: bytes) -> Any:
    """One document, its annotations as they were written, nulls as NullText; MalformedError when it is no YAML."""
    try:
        return _plain(_constructed(data))
    except yaml.MarkedYAMLError as wrong:
        raise MalformedError(f"yaml: {_explain(wrong)}") from None
    except yaml.YAMLError as wrong:
        raise MalformedError(f"yaml: {wrong}") from None


def read_documents(data: bytes) -> list[Any]:
    """All documents of a file; those that are null are left out. Raises MalformedError."""
    found = (read_document(part) for part in split(data))
    return [document for document in found if document is not None]


def _constructed(data: bytes) -> Any:
    loader = _Loader(data)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _keep_annotations(node)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _keep_annotations(document: yaml.Node) -> None:
    """Let annotations be texts, whatever they look like."""
    items, annotations = _field(document, "items"), _field(_field(document, "metadata"), "annotations")
    for item in items.value if isinstance(items, yaml.SequenceNode) else ():
        _keep_annotations(item)
    if not isinstance(annotations, yaml.MappingNode):
        return
    for place, (key, value) in enumerate(annotations.value):
        text = value.value if isinstance(value, yaml.ScalarNode) else ""
        null = value.tag == _PLAIN and resolve(text) is None
        kept = yaml.ScalarNode(_NULL if null else "tag:yaml.org,2002:str", text, value.start_mark, value.end_mark)
        annotations.value[place] = (key, kept)


def _field(node: yaml.Node | None, name: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


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
