"""JSON and YAML as the server writes them."""

from __future__ import annotations

from typing import Any

import orjson
import yaml

Object = dict[str, Any]


def to_json(document: Any, *, pretty: bool = False) -> bytes:
    """JSON as Go's encoder writes it: HTML characters escaped; compact with a newline, or indented without one."""
    data = escape(orjson.dumps(document, option=orjson.OPT_INDENT_2 if pretty else 0))
    return data if pretty else data + b"\n"


def escape(data: bytes) -> bytes:
    """`<`, `>`, `&` and the line separators as Go's encoder escapes them inside strings."""
    for raw, code in ((b"&", b"\\u0026"), (b"<", b"\\u003c"), (b">", b"\\u003e")):
        if raw in data:
            data = data.replace(raw, code)
    if b"\xe2\x80\xa8" in data or b"\xe2\x80\xa9" in data:
        data = data.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
    return data


_TEXT = "tag:yaml.org,2002:str"


class _Dumper(yaml.SafeDumper):
    """Sorted keys, no aliases, text that YAML 1.1 could mistake quoted, as sigs.k8s.io/yaml writes it."""

    def ignore_aliases(self, data: Any) -> bool:
        """Every value is written out."""
        return True


def _text(dumper: Any, value: str) -> yaml.ScalarNode:
    style = None
    if "\n" in value:
        style = "|"
    elif (
        value.lower() in {"y", "n"} or dumper.resolve(yaml.ScalarNode, value, (True, False)) != "tag:yaml.org,2002:str"
    ):
        style = '"'
    scalar: yaml.ScalarNode = dumper.represent_scalar(_TEXT, value, style=style)
    return scalar


_Dumper.add_representer(str, _text)


def to_yaml(document: Any) -> bytes:
    """YAML with sorted keys."""
    text: str = yaml.dump(document, Dumper=_Dumper, default_flow_style=False, allow_unicode=True, width=1 << 30)
    return text.encode()


def sorted_keys(value: Any) -> Any:
    """Maps in key order, as unstructured objects are encoded."""
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(item) for item in value] if isinstance(value, list) else value


def without_identity(obj: Object) -> Object:
    """An item of a typed list: no kind, no apiVersion."""
    return {key: value for key, value in obj.items() if key not in {"kind", "apiVersion"}}
