"""Manifests: YAML and JSON files as kubectl reads them, split into documents.

Follows kubernetes apimachinery/pkg/util/yaml/decoder.go and sigs.k8s.io/yaml: YAML 1.1 booleans, documents split at
`---` lines before they are parsed, the last of duplicate keys wins.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import orjson
import yaml

from app.sim.json_syntax import JsonSyntaxError, value_end

NODE_LIMIT = 500_000  # of a document with its aliases written out
_BOOLS = dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"], True)
_BOOLS |= dict.fromkeys(["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"], False)
_INT = re.compile(r"[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_INF = {".inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_NOT_BLANK = re.compile(r"\S")
_ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")
_SEPARATOR = re.compile(rb"^---[ \t]*(?:#.*)?$\n?", re.MULTILINE)


class ManifestError(Exception):
    """A document that is no YAML; the text is go-yaml's."""


class JsonError(ManifestError):
    """A document that is no JSON; the text is encoding/json's."""


class _Loader(yaml.CSafeLoader):
    """YAML 1.1 as go-yaml resolves it."""


def _scalar(loader: _Loader, node: yaml.ScalarNode) -> Any:
    return resolve(str(node.value))


def resolve(text: str) -> Any:
    """The value of a plain scalar."""
    if text in _BOOLS:
        return _BOOLS[text]
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text[0] in "0123456789+-.":
        if _INT.match(text):
            return _integer(text.replace("_", ""))
        if _FLOAT.match(text):
            return float(text)
        if text.lower() in _INF:
            return float(_INF[text.lower()])
    return text


def _integer(text: str) -> Any:
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1] not in "xXoObB":
        digits = "0o" + digits[1:] if set(digits) <= set("01234567") else digits
    try:
        number = int(digits, 0)
    except ValueError:
        return float(digits)
    return -number if text.startswith("-") else number


_Loader.yaml_implicit_resolvers = {}
for _tag, _first in (("tag:kubekata,plain", None),):
    _Loader.add_implicit_resolver(_tag, re.compile(r".*", re.DOTALL), _first)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^(?:<<)$"), ["<"])
_Loader.yaml_implicit_resolvers["<"].reverse()
_Loader.add_constructor("tag:kubekata,plain", _scalar)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)
_Loader.add_constructor(
    "tag:yaml.org,2002:binary", lambda loader, node: base64.b64decode(node.value).decode("utf-8", "replace")
)


def split(data: bytes) -> list[bytes]:
    """The documents of a YAML stream; ones that hold nothing are left out."""
    return [part for part in _SEPARATOR.split(data.replace(b"\r\n", b"\n")) if part.strip()]


def load(document: bytes) -> Any:
    """One document, JSON or YAML; ManifestError with go-yaml's text."""
    if document.lstrip()[:1] == b"{":
        try:
            return orjson.loads(document)
        except orjson.JSONDecodeError:
            pass
    text = document.decode("utf-8", "replace")
    try:
        return _Plain().value(yaml.load(text, _Loader))
    except yaml.MarkedYAMLError as wrong:
        raise ManifestError(f"yaml: {_explain(wrong, text)}") from None
    except yaml.reader.ReaderError as wrong:
        raise ManifestError(f"yaml: {wrong.reason}") from None
    except yaml.YAMLError as wrong:
        raise ManifestError(f"yaml: {wrong}") from None


def _explain(wrong: yaml.MarkedYAMLError, text: str) -> str:
    problem = wrong.problem or ""
    if problem == "found undefined alias" and wrong.problem_mark:
        named = _ALIAS.match(text, wrong.problem_mark.index)
        return f"unknown anchor '{named[1] if named else ''}' referenced"
    line = wrong.problem_mark.line if wrong.problem_mark else 0
    if line:
        return f"line {line + isinstance(wrong, yaml.scanner.ScannerError)}: {problem}"
    return problem


class _Plain:
    """Turns what YAML gives into JSON values, aliases written out; counts what that costs."""

    def __init__(self) -> None:
        self.count = 0

    def value(self, value: Any) -> Any:
        self.count += 1
        if self.count > NODE_LIMIT:
            raise ManifestError("yaml: document contains excessive aliasing")
        if isinstance(value, dict):
            # In the order of JSON that Go writes: the server tells of the first thing that is wrong.
            return {key: self.value(item) for key, item in _sorted(value)}
        return [self.value(item) for item in value] if isinstance(value, list) else value


def _sorted(value: dict[Any, Any]) -> list[tuple[str, Any]]:
    return sorted(((_key(key), item) for key, item in value.items()), key=lambda pair: pair[0])


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)


def documents_in(data: bytes) -> Iterator[Any]:
    """The documents of a file: JSON values one after the other, YAML from where it is no JSON; ManifestError.

    Follows apimachinery/pkg/util/yaml/decoder.go: YAMLOrJSONDecoder.Decode.
    """
    at = 0
    if data.lstrip()[:1] == b"{":
        text = data.decode("utf-8", "replace")
        while (start := _NOT_BLANK.search(text, at)) is not None:
            try:
                end = value_end(text, at)
            except JsonSyntaxError as wrong:
                yield from _yaml_after(text[at:].encode(), wrong)
                return
            yield load(text[start.start() : end].encode())
            at = end
        return
    for part in split(data):
        yield load(part)


def _yaml_after(rest: bytes, wrong: JsonSyntaxError) -> Iterator[Any]:
    """What is no JSON may be YAML; if it is not, the first fault is told."""
    if not wrong.offset:
        raise JsonError("unexpected EOF")
    for number, part in enumerate(split(rest)):
        try:
            yield load(part)
        except ManifestError:
            if number:
                raise
            raise JsonError(f"json: offset {wrong.offset}: {wrong}") from None
