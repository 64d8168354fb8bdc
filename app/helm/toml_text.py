"""TOML as github.com/BurntSushi/toml writes it: scalars first, then tables, keys sorted, tables indented."""

from __future__ import annotations

import re
from typing import Any

import orjson

from app.helm.yaml_values import plain
from app.kubectl.output.golang.printing import format_json_float


def toml_text(value: Any) -> str:
    """`value` as TOML."""
    value = plain(value)
    if not isinstance(value, dict):
        return _inline(value)
    lines: list[str] = []
    _table(lines, value, [])
    return "\n".join(lines) + "\n" if lines else ""


def _table(lines: list[str], table: dict[str, Any], path: list[str]) -> None:
    pad = "  " * len(path)
    nested = {key: item for key, item in table.items() if _is_table(item)}
    for key in sorted(table.keys() - nested.keys()):
        if table[key] is not None:
            lines.append(f"{pad}{_key(key)} = {_inline(table[key])}")
    for key in sorted(nested):
        name = ".".join(map(_key, [*path, key]))
        items = nested[key] if isinstance(nested[key], list) else [nested[key]]
        for item in items:
            if lines:
                lines.append("")
            lines.append(f"{pad}[[{name}]]" if isinstance(nested[key], list) else f"{pad}[{name}]")
            _table(lines, item, [*path, key])


def _is_table(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) for item in value)
    return isinstance(value, dict)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _inline(key)


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return orjson.dumps(value).decode()
    if isinstance(value, float):
        text = format_json_float(value)
        return text if "." in text or "e" in text else text + ".0"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_inline(value[key])}" for key in sorted(value)) + "}"
    return str(value)
